import { createPostgresRelayBackend, Relay } from 'bullmq';
import type { BatchDecided } from '../../contract/batch-decided.ts';
import { bullmqArguments, type QueueBackend } from '../queue/queues.ts';
import type { Logger } from '../log.ts';

const TOPIC = 'batches.decided';

/** Carries what workers decided to every server. A lost message is mended by the servers' reconciliation. */
export interface LiveBus {
  publish(message: BatchDecided): Promise<void>;
  subscribe(listener: (message: BatchDecided) => void): Promise<void>;
  close(): Promise<void>;
}

/** BullMQ's Relay on Redis or Postgres; a node that was forgotten (emptied Redis) registers again within 2 s. */
export function createLiveBus(backend: QueueBackend, log: Logger): LiveBus {
  const { connection, close } = bullmqArguments(backend, 'worker', log);
  const relay = new Relay({
    connection: connection as never,
    namespace: 'tidewaiter',
    leaseDuration: 6000,
    heartbeatInterval: 2000,
    sweepInterval: 30_000,
    inboxMaxLength: 2000,
    ...(backend.kind === 'postgres' ? { backend: createPostgresRelayBackend as never } : {}),
  });
  relay.on('error', (error) => log.warn({ err: error }, 'live bus trouble'));
  relay.on('recovered', () => log.info('live bus registered again'));
  relay.on('lag', (unread) => log.warn({ unread }, 'live bus falls behind'));
  return {
    async publish(message) {
      await relay.publish(TOPIC, message);
    },
    async subscribe(listener) {
      await relay.subscribe<BatchDecided>(TOPIC, (message) => listener(message.data));
    },
    async close() {
      await relay.close();
      await close();
    },
  };
}
