import type { IncomingHttpHeaders } from 'node:http';
import type { Request } from 'express';
import { RequestError } from './errors.ts';

/** Throws where a browser says that a request which changes something comes from another site's page. */
export type SameOrigin = (request: Request) => void;

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Guards what cookies authorise against forged requests: only pages of `origins` may change anything. */
export function createSameOrigin(origins: readonly string[]): SameOrigin {
  return (request) => {
    if (SAFE.has(request.method) || comesFrom(origins, request.headers)) return;
    throw new RequestError(403, 'foreign-origin', 'this request does not come from a page of Tidewaiter');
  };
}

/**
 * Throws where another site's page makes a browser read: it sees nothing of the answer, but what is read is recorded
 * as looked up by whoever sits there.
 */
export function refuseForeignReader({ headers }: Pick<Request, 'headers'>): void {
  const from = headers['sec-fetch-site'];
  if (from === undefined || from === 'same-origin' || from === 'none') return;
  throw new RequestError(403, 'foreign-origin', 'this request does not come from a page of Tidewaiter');
}

/** True where the page that sent a request is one of `origins`; every browser says so with what changes anything. */
export function comesFrom(origins: readonly string[], headers: IncomingHttpHeaders): boolean {
  return headers.origin !== undefined && origins.includes(headers.origin);
}
