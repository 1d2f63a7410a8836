import type { ErrorBody } from '../../shared/contract/intake.ts';
import { connection } from './connection.svelte.ts';

/** Code of an `ApiError` where no answer came at all. */
const OFFLINE = 'offline';

/** A request that was not answered as asked. `status` is 0 where no answer came. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly status: number;
  /** Stable; `errorText` has the words for it. */
  readonly code: string;
  readonly retryAfterSeconds: number | null;
  readonly details: unknown;

  constructor(
    status: number,
    code: string,
    message: string,
    retryAfterSeconds: number | null = null,
    details?: unknown,
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
    this.details = details;
  }
}

interface Options {
  signal?: AbortSignal;
}

let onSessionLost: () => void = () => undefined;

/** Says what is to happen when the server answers that nobody is signed in. */
export function whenSessionLost(act: () => void): void {
  onSessionLost = act;
}

/** JSON in and out of this page's own server; throws `ApiError`. */
export const api = {
  get: <T>(path: string, options?: Options) => request<T>('GET', path, undefined, options),
  post: <T = void>(path: string, body: unknown = {}, options?: Options) =>
    request<T>('POST', path, body, options),
  put: <T = void>(path: string, body: unknown, options?: Options) => request<T>('PUT', path, body, options),
  patch: <T = void>(path: string, body: unknown, options?: Options) =>
    request<T>('PATCH', path, body, options),
  delete: <T = void>(path: string, body?: unknown, options?: Options) =>
    request<T>('DELETE', path, body, options),
};

async function request<T>(method: string, path: string, body: unknown, options: Options = {}): Promise<T> {
  return readAnswer<T>(await send(method, path, body, options));
}

/** What an answer of the server holds; throws `ApiError` where it is a refusal. */
export async function readAnswer<T>(response: Response): Promise<T> {
  const text = await response.text();
  if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as T;
  const error = toError(response, text);
  if (error.status === 401 && error.code === 'not-signed-in') onSessionLost();
  throw error;
}

async function send(method: string, path: string, body: unknown, { signal }: Options): Promise<Response> {
  try {
    const response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal !== undefined && { signal }),
    });
    connection.noteAnswer();
    return response;
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw unanswered();
  }
}

/** Notes that no answer came; the error that says so. */
export function unanswered(): ApiError {
  connection.noteSilence();
  return new ApiError(0, OFFLINE, 'the server cannot be reached');
}

/** Sign-in answers `{code, message}`, everything else `ErrorBody`, and a proxy in between what it likes. */
function toError(response: Response, text: string): ApiError {
  const body = parse(text) as Partial<ErrorBody & ErrorBody['error']> | null;
  const { code, message, details } = body?.error ?? body ?? {};
  return new ApiError(
    response.status,
    code ?? codeOf(response.status),
    message ?? response.statusText,
    secondsOf(response.headers.get('retry-after') ?? response.headers.get('x-retry-after')),
    details,
  );
}

function codeOf(status: number): string {
  if (status === 429) return 'too-many-requests';
  return status >= 502 && status <= 504 ? 'unavailable' : `http-${status}`;
}

function secondsOf(header: string | null): number | null {
  const seconds = Number(header);
  return header === null || !Number.isFinite(seconds) ? null : seconds;
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}
