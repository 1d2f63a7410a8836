import { pino, stdSerializers, type Logger } from 'pino';

export type { Logger };

/** Where errors of Postgres and Redis quote what they choked on: rows with names in them, commands with passwords. */
const QUOTING = new Set(['detail', 'where', 'hint', 'command', 'parameters']);

/** An error for the log: without what it quotes of data and commands. */
export function errorForLog(error: Error): object {
  const { aggregateErrors: _each, ...plain } = stdSerializers.err(error);
  return Object.fromEntries(Object.entries(plain).filter(([name]) => !QUOTING.has(name)));
}

/** Structured log on standard output. Personal data and secrets never go in at info and above. */
export function createLog(role: 'server' | 'worker', level: string): Logger {
  return pino({ level, base: { role, pid: process.pid }, serializers: { err: errorForLog } });
}
