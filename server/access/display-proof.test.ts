import { webcrypto } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { sessionText, type DisplayKey } from '../../shared/contract/displays.ts';
import { isSignedBy, readDisplayKey } from './display-proof.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const ORIGIN = 'https://tidewaiter.example';
const ID = '6a2f41a3-c54c-4a91-9d0c-7d5f0a1e7b10';
const CHALLENGE = 'n2Jv0l8bYtq0yZ6lD5rXbQ0Qm3m3wC2x1u4kq8c9x0E';

let key: DisplayKey;
let other: DisplayKey;
let signature: string;

async function makeKeys() {
  const pair = await webcrypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify']);
  const { x, y } = await webcrypto.subtle.exportKey('jwk', pair.publicKey);
  return { pair, jwk: { kty: 'EC', crv: 'P-256', x: x!, y: y! } as DisplayKey };
}

beforeAll(async () => {
  const own = await makeKeys();
  key = own.jwk;
  other = (await makeKeys()).jwk;
  const bytes = await webcrypto.subtle.sign(
    { name: 'ECDSA', hash: 'SHA-256' },
    own.pair.privateKey,
    Buffer.from(sessionText(ORIGIN, ID, CHALLENGE)),
  );
  signature = Buffer.from(bytes).toString('base64url');
});

/** Another text: one character put in place of another, left out or put in. */
const changed = (text: string) =>
  fc
    .record({
      at: fc.nat({ max: text.length - 1 }),
      cut: fc.nat({ max: 1 }),
      put: fc.string({ maxLength: 1, unit: 'grapheme-ascii' }),
    })
    .map(({ at, cut, put }) => text.slice(0, at) + put + text.slice(at + cut))
    .filter((next) => next !== text);

describe('a signature', () => {
  it('is that of the display’s key', () => {
    expect(isSignedBy(key, sessionText(ORIGIN, ID, CHALLENGE), signature)).toBe(true);
    expect(isSignedBy(other, sessionText(ORIGIN, ID, CHALLENGE), signature)).toBe(false);
  });

  it('holds for nothing else: any change of any part is refused', () => {
    const any = fc.oneof(
      changed(ORIGIN).map((origin) => [sessionText(origin, ID, CHALLENGE), signature] as const),
      changed(ID).map((id) => [sessionText(ORIGIN, id, CHALLENGE), signature] as const),
      changed(CHALLENGE).map((challenge) => [sessionText(ORIGIN, ID, challenge), signature] as const),
      changed(sessionText(ORIGIN, ID, CHALLENGE)).map((text) => [text, signature] as const),
      changed(signature).map((text) => [sessionText(ORIGIN, ID, CHALLENGE), text] as const),
    );
    fc.assert(
      fc.property(any, ([text, signed]) => {
        expect(isSignedBy(key, text, signed)).toBe(false);
      }),
      { numRuns: 400 },
    );
  });

  it.each(['', 'A', 'not base64url!', 'A'.repeat(86)])('is not %j', (text) => {
    expect(isSignedBy(key, sessionText(ORIGIN, ID, CHALLENGE), text)).toBe(false);
  });
});

describe('a key', () => {
  it('is read in its one spelling', () => {
    expect(readDisplayKey(key)).toEqual(key);
    // The last character of 32 bytes has two bits to spare, which decoders pass over.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const spare = alphabet[alphabet.indexOf(key.x.at(-1)!) + 1]!;
    expect(readDisplayKey({ ...key, x: key.x.slice(0, -1) + spare })).toEqual(key);
  });

  it('is a point of the curve', () => {
    expect(readDisplayKey({ ...key, x: other.x })).toBeNull();
    expect(readDisplayKey({ ...key, y: '' })).toBeNull();
    expect(readDisplayKey({ ...key, crv: 'P-384' as 'P-256' })).toBeNull();
  });
});
