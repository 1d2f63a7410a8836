import { createPublicKey, verify } from 'node:crypto';
import type { DisplayKey } from '../../shared/contract/displays.ts';

/** The key in its one spelling; null for what is no point of the curve. */
export function readDisplayKey({ kty, crv, x, y }: DisplayKey): DisplayKey | null {
  try {
    const key = createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' }).export({ format: 'jwk' });
    return { kty, crv, x: String(key.x), y: String(key.y) };
  } catch {
    return null;
  }
}

/** True where `signature` is that of `text` by the private half of `key`. */
export function isSignedBy(key: DisplayKey, text: string, signature: string): boolean {
  const bytes = Buffer.from(signature, 'base64url');
  // The decoder forgives what it should not: one signature has one spelling.
  if (bytes.length !== 64 || bytes.toString('base64url') !== signature) return false;
  return verify(
    'sha256',
    Buffer.from(text),
    { key: createPublicKey({ key: { ...key }, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
    bytes,
  );
}
