import { pino, type Logger } from 'pino';

export type { Logger };

/** Structured log on standard output. Personal data and secrets never go in at info and above. */
export function createLog(role: 'server' | 'worker', level: string): Logger {
  return pino({ level, base: { role, pid: process.pid } });
}
