import { z } from 'zod';

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,12}$/, 'expected a whole number')
    .transform(Number)
    .refine((value) => value >= min && value <= max, `expected a whole number from ${min} to ${max}`);
const url = (...schemes: string[]) =>
  z
    .string()
    .refine(
      (text) => URL.canParse(text) && schemes.includes(new URL(text).protocol),
      `expected a URL that begins with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`,
    );

const environment = z.object({
  DATABASE_URL: url('postgres:', 'postgresql:'),
  REDIS_URL: url('redis:', 'rediss:').optional(),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(3000),
  METRICS_PORT: wholeNumber(1, 65_535).optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  INTAKE_BACKLOG_LIMIT: wholeNumber(1, 1_000_000_000).default(500_000),
  WORKER_CONCURRENCY: wholeNumber(1, 64).default(4),
  DATABASE_POOL: wholeNumber(2, 200).default(10),
});

/** Settings of a server or worker process. */
export interface Config {
  databaseUrl: string;
  databasePool: number;
  /** Absent: BullMQ runs on Postgres. */
  redisUrl: string | undefined;
  host: string;
  port: number;
  /** Port, on `host`, of a worker's `/metrics` and `/healthz`; absent: none. */
  metricsPort: number | undefined;
  logLevel: string;
  /** Accepted and undecided declarations above which intake answers 429. */
  backlogLimit: number;
  /** Batches one worker process assesses at a time. */
  workerConcurrency: number;
}

/** The environment is not usable; the message names each variable and its fault, never its value. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** Reads and checks the settings; nothing else in the server and the workers reads the environment. */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = environment.safeParse(given);
  if (!result.success) {
    const faults = result.error.issues.map((issue) => {
      const name = issue.path.join('.');
      const reason = given[name] === undefined ? 'is required' : issue.message.replace(/, received .*/, '');
      return `  ${name}: ${reason}`;
    });
    throw new ConfigError(`The environment cannot be used:\n${faults.join('\n')}`);
  }
  const e = result.data;
  return {
    databaseUrl: e.DATABASE_URL,
    databasePool: e.DATABASE_POOL,
    redisUrl: e.REDIS_URL,
    host: e.HOST,
    port: e.PORT,
    metricsPort: e.METRICS_PORT,
    logLevel: e.LOG_LEVEL,
    backlogLimit: e.INTAKE_BACKLOG_LIMIT,
    workerConcurrency: e.WORKER_CONCURRENCY,
  };
}
