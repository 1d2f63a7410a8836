import type { IncomingHttpHeaders } from 'node:http';
import type { Caller } from './caller.ts';

/** Finds out who stands behind the headers of a request from `address`, or of a handshake. */
export type Identify = (headers: IncomingHttpHeaders, address?: string) => Promise<Caller | null>;

/**
 * Asks for a key first, then for a display, then for a person's session: whoever sends a key means it, even in a
 * browser where somebody is signed in.
 */
export function createIdentify(ways: {
  machine: (key: string, address?: string) => Promise<Caller | null>;
  display: (cookie: string | undefined) => Promise<Caller | null>;
  person: Identify;
}): Identify {
  return async (headers, address) => {
    const key = keyOf(headers);
    if (key !== null) return ways.machine(key, address);
    return (await ways.person(headers)) ?? (await ways.display(headers.cookie));
  };
}

/** Characters of a key that are looked at: none is as long. */
const LONGEST_KEY = 200;

/** The key of a lodging system: `Authorization: Bearer …` or `X-API-Key`; null where none is sent. */
export function keyOf(headers: IncomingHttpHeaders): string | null {
  const bearer = /^Bearer +(.+)$/i.exec(headers.authorization ?? '')?.[1];
  const key = bearer ?? headers['x-api-key'];
  return typeof key === 'string' && key !== '' ? key.slice(0, LONGEST_KEY) : null;
}
