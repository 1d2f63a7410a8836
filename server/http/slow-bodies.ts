import type { IncomingMessage } from 'node:http';
import type { RequestHandler, Response } from 'express';
import type { ErrorBody } from '../../shared/contract/intake.ts';

/** How a body may come in. */
export interface BodyPace {
  /** Between two looks at a body that is under way, ms. */
  lookEveryMs: number;
  /** Bytes that must have come between two looks. */
  leastBytes: number;
  /** Time after which a body that is no stream must be whole, ms. */
  wholeWithinMs: number;
}

const PACE: BodyPace = { lookEveryMs: 15_000, leastBytes: 1024, wholeWithinMs: 120_000 };

/** What is seen of a body at one look. */
export interface BodyProgress {
  /** Bytes since the look before. */
  bytes: number;
  /** Bytes that have come and that nobody has read: the sender waits for us. */
  unread: number;
  openForMs: number;
  /** NDJSON, which may go on for as long as it comes. */
  stream: boolean;
}

/** Why a body's sender is not waited for any longer; null while it is. */
export function slownessOf(progress: BodyProgress, pace: BodyPace = PACE): string | null {
  if (progress.unread > 0) return null;
  if (progress.bytes < pace.leastBytes) {
    return `a body must bring ${pace.leastBytes} bytes every ${pace.lookEveryMs / 1000} s`;
  }
  if (!progress.stream && progress.openForMs >= pace.wholeWithinMs) {
    return `the body was not whole after ${pace.wholeWithinMs / 1000} s; send more as NDJSON`;
  }
  return null;
}

/**
 * Ends requests whose bodies come too slowly, so that nobody holds connections by sending next to nothing. Time in
 * which the server itself does not read, as while its backlog is full, is not the sender's.
 */
export function endSlowBodies(pace: BodyPace = PACE): RequestHandler {
  return (request, response, next) => {
    if (!hasBody(request)) return next();
    const stream = /^application\/(x-ndjson|ndjson|jsonl)\b/i.test(request.headers['content-type'] ?? '');
    const begun = performance.now();
    let seen = request.socket.bytesRead;
    const looking = setInterval(() => {
      if (request.complete || request.destroyed) return clearInterval(looking);
      const { bytesRead } = request.socket;
      const reason = slownessOf(
        {
          bytes: bytesRead - seen,
          unread: request.readableLength,
          openForMs: performance.now() - begun,
          stream,
        },
        pace,
      );
      seen = bytesRead;
      if (reason === null) return;
      clearInterval(looking);
      end(request, response, reason);
    }, pace.lookEveryMs);
    looking.unref();
    request.once('close', () => clearInterval(looking));
    next();
  };
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** Tells why, where nothing has been answered yet, and gives the connection up with whoever reads from it. */
function end(request: IncomingMessage, response: Response, message: string): void {
  if (response.headersSent) return void request.destroy();
  const body: ErrorBody = { error: { code: 'too-slow', message } };
  response.once('finish', () => request.destroy());
  response.status(408).set('Connection', 'close').json(body);
}
