import type { ErrorRequestHandler } from 'express';
import type { ErrorBody } from '../../shared/contract/intake.ts';
import type { Logger } from '../../shared/platform/log.ts';
import { BacklogFullError } from '../services/backlog-gauge.ts';

/** A request that cannot be served as it is; `code` is stable, the message is for people. */
export class RequestError extends Error {
  override name = 'RequestError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

interface Answer {
  status: number;
  code: string;
  message: string;
  retryAfterSeconds?: number;
}

/** Failures of Postgres that pass by themselves: connections, shutting down, too many clients, read-only stand-by. */
const PASSING = /^(08|53|57P|25006|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)/;

function toAnswer(error: unknown): Answer {
  if (error instanceof RequestError)
    return { status: error.status, code: error.code, message: error.message };
  if (error instanceof BacklogFullError) {
    return {
      status: 429,
      code: 'backlog-full',
      message: error.message,
      retryAfterSeconds: error.retryAfterSeconds,
    };
  }
  const { code, message, status, expose } = error as Partial<
    Record<'code' | 'message' | 'status' | 'expose', unknown>
  >;
  // Errors of Express and its body parsers say themselves what may be shown.
  if (expose === true && typeof status === 'number' && status >= 400 && status < 500) {
    return { status, code: 'bad-request', message: String(message) };
  }
  if (
    (typeof code === 'string' && PASSING.test(code)) ||
    /Connection terminated|timeout exceeded/.test(String(message))
  ) {
    return {
      status: 503,
      code: 'unavailable',
      message: 'the database cannot be reached; nothing of this request is lost if it is sent again',
      retryAfterSeconds: 2,
    };
  }
  return { status: 500, code: 'internal', message: 'the request failed; it is safe to send it again' };
}

/** The one place where an error becomes an answer. Internals stay in the log. */
export function errorMap(log: Logger): ErrorRequestHandler {
  return (error, request, response, _next) => {
    const answer = toAnswer(error);
    if (answer.status >= 500) log.error({ err: error, path: request.path }, 'request failed');
    else log.info({ code: answer.code, path: request.path }, 'request refused');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (answer.retryAfterSeconds !== undefined) response.set('Retry-After', String(answer.retryAfterSeconds));
    // What is left of a body nobody reads would otherwise hold the connection open.
    if (!request.readableEnded) response.set('Connection', 'close');
    const body: ErrorBody = { error: { code: answer.code, message: answer.message } };
    response.status(answer.status).json(body);
  };
}
