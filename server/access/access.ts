import type { IncomingHttpHeaders } from 'node:http';
import type { Caller } from './caller.ts';

/** Finds out who stands behind the headers of a request or a handshake. */
export type Identify = (headers: IncomingHttpHeaders) => Promise<Caller | null>;

/**
 * Asks for a key first, then for a display, then for a person's session: whoever sends a key means it, even in a
 * browser where somebody is signed in.
 */
export function createIdentify(ways: {
  machine: (key: string) => Promise<Caller | null>;
  display: (cookie: string | undefined) => Promise<Caller | null>;
  person: Identify;
}): Identify {
  return async (headers) => {
    const key = keyOf(headers);
    if (key !== null) return ways.machine(key);
    return (await ways.person(headers)) ?? (await ways.display(headers.cookie));
  };
}

/** The key of a lodging system: `Authorization: Bearer …` or `X-API-Key`; null where none is sent. */
export function keyOf(headers: IncomingHttpHeaders): string | null {
  const bearer = /^Bearer (\S{1,200})$/i.exec(headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return bearer;
  const header = headers['x-api-key'];
  return typeof header === 'string' && header !== '' ? header.slice(0, 200) : null;
}
