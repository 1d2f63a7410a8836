import { EventEmitter } from 'node:events';
import {
  createPostgresBackend,
  Queue,
  Worker,
  type BackendFactory,
  type Job,
  type JobsOptions,
  type WorkerOptions,
} from 'bullmq';
import { Redis } from 'ioredis';
import { QUEUE_OF, type JobName, type Jobs, type QueueName } from '../../contract/jobs.ts';
import type { Logger } from '../log.ts';

/** Where jobs and live messages travel. Postgres stays the truth with either. */
export type QueueBackend = { kind: 'redis'; url: string } | { kind: 'postgres'; url: string };

/** Redis where there is one, else BullMQ's own Postgres back end. */
export function queueBackend(config: { redisUrl: string | undefined; databaseUrl: string }): QueueBackend {
  return config.redisUrl === undefined
    ? { kind: 'postgres', url: config.databaseUrl }
    : { kind: 'redis', url: config.redisUrl };
}

/** Schema of BullMQ's own tables where it runs on Postgres. */
export const QUEUE_SCHEMA = 'bullmq';

/** The handler of one kind of job. */
export type JobHandler<N extends JobName> = (payload: Jobs[N]) => Promise<void>;

/** Every job has exactly one handler. */
export type JobHandlers = { [N in JobName]: JobHandler<N> };

const JOB_OPTIONS: JobsOptions = {
  attempts: 3,
  backoff: { type: 'exponential', delay: 500 },
  removeOnComplete: true,
  // A failed batch stays undecided in Postgres and comes back with the next sweep.
  removeOnFail: true,
};

/** A connection that is tried again for ever. A producer's commands fail at once while it is away, a worker's wait. */
export function connectRedis(url: string, role: 'producer' | 'worker', log: Logger): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: role === 'worker' ? null : 1,
    enableOfflineQueue: role === 'worker',
    retryStrategy: (attempt) => Math.min(200 * attempt, 2000) * (0.5 + Math.random() / 2),
  });
  redis.on('error', (error) => log.warn({ err: error }, 'Redis connection trouble'));
  return redis;
}

/** Connection and back end as BullMQ's classes take them. */
export function bullmqArguments(
  backend: QueueBackend,
  role: 'producer' | 'worker',
  log: Logger,
): { connection: unknown; factory: BackendFactory | undefined; close: () => Promise<void> } {
  if (backend.kind === 'postgres') {
    const connection = {
      connectionString: backend.url,
      schema: QUEUE_SCHEMA,
      max: role === 'worker' ? 6 : 3,
    };
    return {
      connection,
      factory: createPostgresBackend as unknown as BackendFactory,
      close: async () => {},
    };
  }
  const redis = connectRedis(backend.url, role, log);
  return { connection: redis, factory: undefined, close: async () => redis.disconnect() };
}

/** Adds jobs. Fails fast while the back end is away: accepted batches are found by the sweep all the same. */
export interface JobProducer {
  add<N extends JobName>(name: N, payload: Jobs[N], jobId?: string): Promise<void>;
  addMany<N extends JobName>(name: N, jobs: { payload: Jobs[N]; jobId: string }[]): Promise<void>;
  /** Makes `name` run every `everyMs`, once however many processes ask for it. */
  schedule<N extends JobName>(name: N, payload: Jobs[N], everyMs: number): Promise<void>;
  close(): Promise<void>;
}

const QUEUE_NAMES = [...new Set(Object.values(QUEUE_OF))];

export function createProducer(backend: QueueBackend, log: Logger): JobProducer {
  const { connection, factory, close } = bullmqArguments(backend, 'producer', log);
  const queues = Object.fromEntries(
    QUEUE_NAMES.map((name) => {
      const queue = new Queue(name, { connection: connection as never }, factory as never);
      queue.on('error', (error) => log.warn({ err: error, queue: name }, 'queue trouble'));
      return [name, queue];
    }),
  ) as Record<QueueName, Queue>;
  return {
    async add(name, payload, jobId) {
      await queues[QUEUE_OF[name]].add(
        name,
        payload,
        jobId === undefined ? JOB_OPTIONS : { ...JOB_OPTIONS, jobId },
      );
    },
    async addMany(name, jobs) {
      await queues[QUEUE_OF[name]].addBulk(
        jobs.map(({ payload, jobId }) => ({ name, data: payload, opts: { ...JOB_OPTIONS, jobId } })),
      );
    },
    async schedule(name, payload, everyMs) {
      await queues[QUEUE_OF[name]].upsertJobScheduler(
        name,
        { every: everyMs },
        { name, data: payload, opts: { removeOnComplete: true, removeOnFail: true } },
      );
    },
    async close() {
      await Promise.all(Object.values(queues).map((queue) => queue.close()));
      await close();
    },
  };
}

/** Runs handlers until closed; `close` waits for the jobs under way. Emits `failed` with the job's name and error. */
export interface JobConsumers extends EventEmitter<{ failed: [JobName, Error] }> {
  close(): Promise<void>;
}

export function startConsumers(
  backend: QueueBackend,
  handlers: JobHandlers,
  concurrency: Record<QueueName, number>,
  log: Logger,
): JobConsumers {
  const emitter = new EventEmitter<{ failed: [JobName, Error] }>();
  const workers = QUEUE_NAMES.map((queueName) => {
    const { connection, factory, close } = bullmqArguments(backend, 'worker', log);
    const options: WorkerOptions = {
      connection: connection as never,
      concurrency: concurrency[queueName],
      // A batch of a worker that died is taken up again after this time.
      lockDuration: 10_000,
      stalledInterval: 5_000,
      maxStalledCount: 5,
      drainDelay: 2,
    };
    const worker = new Worker(
      queueName,
      async (job: Job) => {
        const name = job.name as JobName;
        const handler = handlers[name] as JobHandler<JobName> | undefined;
        if (handler === undefined) throw new Error(`No handler for the job "${job.name}"`);
        await handler(job.data as Jobs[JobName]);
      },
      options,
      factory as never,
    );
    worker.on('error', (error) => log.warn({ err: error, queue: queueName }, 'worker trouble'));
    worker.on('failed', (job, error) => {
      if (job) emitter.emit('failed', job.name as JobName, error);
    });
    return { worker, close };
  });
  return Object.assign(emitter, {
    async close() {
      await Promise.all(workers.map(({ worker }) => worker.close()));
      await Promise.all(workers.map(({ close }) => close()));
    },
  });
}
