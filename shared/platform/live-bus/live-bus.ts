import { createPostgresRelayBackend, Relay } from 'bullmq';
import type { LiveMessage } from '../../contract/live-message.ts';
import { bullmqArguments, type QueueBackend } from '../queue/queues.ts';
import type { Logger } from '../log.ts';

const TOPIC = 'live';

/** Carries to every server what workers decided, what changed and who looks at what. Readings mend what is lost. */
export interface LiveBus {
  publish(message: LiveMessage): Promise<void>;
  subscribe(listener: (message: LiveMessage) => void): Promise<void>;
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
      await relay.subscribe<LiveMessage>(TOPIC, (message) => listener(message.data));
    },
    async close() {
      await relay.close();
      await close();
    },
  };
}
