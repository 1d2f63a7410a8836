import { once } from 'node:events';
import type { ErrorRequestHandler, Request } from 'express';
import type { ErrorBody } from '../../shared/contract/intake.ts';
import type { AdministrationRefusal } from '../../shared/domain/access/administration.ts';
import type { Logger } from '../../shared/platform/log.ts';
import { TooManyRequestsError } from '../access/address-limit.ts';
import { KeyUncheckedError } from '../access/machine-keys.ts';
import { EmailTakenError } from '../auth/accounts.ts';
import { DisplayRefusedError } from '../services/display-enrolment.service.ts';
import { DisplayFaultError } from '../services/displays.service.ts';
import { AdministrationRefusedError, AssignmentsChangedError } from '../services/administration-refused.ts';
import { BackTestError, type BackTestFault } from '../services/back-test/back-test-error.ts';
import { BacklogFullError, StoppingError } from '../services/backlog-gauge.ts';
import { LodgingSystemError, type LodgingSystemFault } from '../services/lodging-systems.service.ts';
import { WebhookError, type WebhookFault } from '../services/webhooks.service.ts';
import { LinkClosedError, PasswordRefusedError } from '../services/links.service.ts';

/** A request that cannot be served as it is; `code` is stable, the message is for people. */
export class RequestError extends Error {
  override name = 'RequestError';
  readonly status: number;
  readonly code: string;
  /** More for people and programs, such as the faults of a file by line. */
  readonly details: unknown;

  constructor(status: number, code: string, message: string, details?: unknown) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

interface Answer {
  status: number;
  code: string;
  message: string;
  retryAfterSeconds?: number;
  details?: unknown;
}

/**
 * Failures of Postgres that pass by themselves: connections, too many clients, shutting down, read-only stand-by,
 * deadlocks; and those of the way to it.
 */
const PASSING =
  /^(08|40|53|57P|25006|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)/;

const STATUS_OF_DISPLAY_REFUSAL: Record<DisplayRefusedError['reason'], number> = {
  'invalid-key': 400,
  'wrong-proof': 403,
  'unknown-display': 404,
  revoked: 410,
};

const STATUS_OF_DISPLAY_FAULT: Record<DisplayFaultError['fault'], number> = {
  'unknown-code': 404,
  'unknown-display': 404,
  'unknown-place': 400,
  'page-not-allowed': 400,
  'outside-scope': 403,
  revoked: 409,
};

/** Postgres’ refusals of text that no column can hold, such as NUL. */
const UNSTORABLE = new Set(['22021', '22P05']);

const UNAVAILABLE: Answer = {
  status: 503,
  code: 'unavailable',
  message: 'the database cannot be reached; nothing of this request is lost if it is sent again',
  retryAfterSeconds: 2,
};

const STATUS_OF_SYSTEM_FAULT: Record<LodgingSystemFault, number> = {
  'name-taken': 409,
  'national-right': 400,
  'unknown-system': 404,
  'unknown-key': 404,
};

const STATUS_OF_WEBHOOK_FAULT: Record<WebhookFault, number> = {
  'name-taken': 409,
  'webhook-disabled': 409,
  'not-https': 400,
  'private-address': 400,
  'unknown-webhook': 404,
};

const STATUS_OF_BACK_TEST_FAULT: Record<BackTestFault, number> = {
  'invalid-profile': 400,
  superseded: 409,
  'too-many-back-tests': 429,
  'archive-behind': 503,
  'archive-unreadable': 503,
  'back-test-too-long': 503,
};

/** Codes for what Express and its parsers refuse. */
const CODE_OF_STATUS: Record<number, string> = {
  403: 'forbidden',
  404: 'not-found',
  413: 'body-too-large',
  415: 'unsupported-media-type',
};

/** What is out of sight is not told apart from what does not exist. */
const STATUS_OF_ADMINISTRATION_REFUSAL: Record<AdministrationRefusal, number> = {
  'out-of-sight': 404,
  'own-account': 403,
  'reaches-outside': 403,
  'outside-scope': 403,
  'demonstration-account': 403,
  'unknown-scope': 400,
  'level-not-allowed': 400,
  'no-assignment': 400,
  'not-lendable': 400,
  'no-time': 400,
  'too-long': 400,
  'last-administrator': 409,
  'account-disabled': 409,
  'has-joined': 409,
  'not-joined': 409,
};

function toAnswer(error: unknown): Answer {
  if (error instanceof RequestError)
    return { status: error.status, code: error.code, message: error.message, details: error.details };
  if (error instanceof BacklogFullError) {
    return {
      status: 429,
      code: 'backlog-full',
      message: error.message,
      retryAfterSeconds: error.retryAfterSeconds,
    };
  }
  if (error instanceof TooManyRequestsError) {
    const { message, retryAfterSeconds } = error;
    return { status: 429, code: 'too-many-requests', message, retryAfterSeconds };
  }
  if (error instanceof AdministrationRefusedError) {
    const status = STATUS_OF_ADMINISTRATION_REFUSAL[error.reason];
    return { status, code: status === 404 ? 'not-found' : error.reason, message: error.message };
  }
  if (error instanceof AssignmentsChangedError)
    return { status: 409, code: 'conflict', message: error.message };
  if (error instanceof KeyUncheckedError) return UNAVAILABLE;
  if (error instanceof LodgingSystemError) {
    return { status: STATUS_OF_SYSTEM_FAULT[error.fault], code: error.fault, message: error.message };
  }
  if (error instanceof WebhookError) {
    return { status: STATUS_OF_WEBHOOK_FAULT[error.fault], code: error.fault, message: error.message };
  }
  if (error instanceof BackTestError) {
    const { fault, message, faults: details } = error;
    return { status: STATUS_OF_BACK_TEST_FAULT[fault], code: fault, message, details };
  }
  if (error instanceof EmailTakenError) return { status: 409, code: 'email-taken', message: error.message };
  if (error instanceof LinkClosedError) return { status: 404, code: 'link-closed', message: error.message };
  if (error instanceof PasswordRefusedError) {
    return { status: 400, code: `password-${error.fault}`, message: error.message };
  }
  if (error instanceof DisplayRefusedError) {
    const { reason, message } = error;
    return { status: STATUS_OF_DISPLAY_REFUSAL[reason], code: `display-${reason}`, message };
  }
  if (error instanceof DisplayFaultError) {
    const { fault, message } = error;
    return {
      status: STATUS_OF_DISPLAY_FAULT[fault],
      code: fault === 'outside-scope' ? fault : `display-${fault}`,
      message,
    };
  }
  const { code, message, status, expose } = (error ?? {}) as Partial<
    Record<'code' | 'message' | 'status' | 'expose', unknown>
  >;
  // Errors of Express and its body parsers say themselves what may be shown.
  if (typeof status === 'number' && status >= 400 && status < 500) {
    const { limit } = error as { limit?: unknown };
    const shown =
      status === 413 && typeof limit === 'number'
        ? `the body has more than ${limit.toLocaleString('en')} bytes`
        : expose === true
          ? String(message)
          : 'the request cannot be read';
    return { status, code: CODE_OF_STATUS[status] ?? 'bad-request', message: shown };
  }
  if (typeof code === 'string' && UNSTORABLE.has(code)) {
    return { status: 400, code: 'invalid-text', message: 'a text holds a character that cannot be stored' };
  }
  if (error instanceof StoppingError) {
    return { status: 503, code: 'stopping', message: error.message, retryAfterSeconds: 2 };
  }
  if (
    (typeof code === 'string' && PASSING.test(code)) ||
    /Connection terminated|timeout exceeded/.test(String(message))
  ) {
    return UNAVAILABLE;
  }
  return { status: 500, code: 'internal', message: 'the request failed; it is safe to send it again' };
}

/** How long the rest of a refused body is read and thrown away, ms: a client that still writes hears the answer. */
const DRAIN_MS = 5000;

async function drain(request: Request): Promise<void> {
  if (request.readableEnded || request.destroyed) return;
  const limit = AbortSignal.timeout(DRAIN_MS);
  request.resume();
  await Promise.race([
    once(request, 'end', { signal: limit }),
    once(request, 'close', { signal: limit }),
  ]).catch(() => undefined);
}

/** The path as it is declared: in its place stand numbers of persons, and links that still work. */
function pathOf({ route }: Request): string | null {
  return (route as { path?: string } | undefined)?.path ?? null;
}

/** The one place where an error becomes an answer. Internals stay in the log. */
export function errorMap(log: Logger): ErrorRequestHandler {
  return async (error, request, response, _next) => {
    if (request.destroyed && !request.complete) {
      log.info({ path: pathOf(request) }, 'the sender went away before its request was whole');
      return;
    }
    const answer = toAnswer(error);
    if (answer.status >= 500) log.error({ err: error, path: pathOf(request) }, 'request failed');
    else log.info({ code: answer.code, path: pathOf(request) }, 'request refused');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    await drain(request);
    if (answer.retryAfterSeconds !== undefined) response.set('Retry-After', String(answer.retryAfterSeconds));
    if (!request.readableEnded) response.set('Connection', 'close');
    const { code, message, details } = answer;
    const body: ErrorBody = { error: { code, message, ...(details !== undefined && { details }) } };
    response.status(answer.status).json(body);
  };
}
