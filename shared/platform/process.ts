import { ConfigError } from './config.ts';
import type { Logger } from './log.ts';

/** How long a process may take to finish what it is doing, ms. */
const SHUTDOWN_MS = 25_000;

/** Runs a process's wiring; what cannot start says why on standard error and exits with 1. */
export function runMain(start: () => Promise<void>): void {
  start().catch((error: unknown) => {
    console.error(reasonOf(error));
    process.exit(1);
  });
}

/** One sentence for what an administrator can mend, the whole error for what only we can. */
function reasonOf(error: unknown): unknown {
  if (error instanceof ConfigError) return error.message;
  const first = error instanceof AggregateError ? error.errors[0] : error;
  if (!(first instanceof Error) || !('code' in first)) return error;
  return `Cannot start: ${first.message} (${String(first.code)})`;
}

/** Closes once on SIGTERM or SIGINT and exits; whatever hangs is cut off in the end, having nothing to lose. */
export function onShutdown(log: Logger, close: () => Promise<void>): void {
  let closing = false;
  const shutdown = (signal: string) => {
    if (closing) return;
    closing = true;
    log.info({ signal }, 'shutting down');
    setTimeout(() => {
      log.error('shutting down took too long');
      process.exit(1);
    }, SHUTDOWN_MS).unref();
    close().then(
      () => {
        log.info('stopped');
        process.exit(0);
      },
      (error: unknown) => {
        log.error({ err: error }, 'shutting down failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => shutdown('SIGTERM'));
  process.on('SIGINT', () => shutdown('SIGINT'));
}
