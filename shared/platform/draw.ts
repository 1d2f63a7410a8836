import { createHash, createHmac, type KeyObject } from 'node:crypto';

/**
 * The draw of a version of a declaration: HMAC-SHA-256 with the day's secret salt of the declaration number, followed
 * by a newline and the version where that is above 1; its first 48 bits read as a share of 1. Uniform in [0, 1), not to
 * be foreseen without the salt nor from the draw of another version, repeatable with the salt.
 */
export function drawValue(salt: KeyObject, declarationNo: string, version: number): number {
  return digestOf(salt, declarationNo, version).readUIntBE(0, BYTES) / 2 ** (8 * BYTES);
}

/**
 * The place of a version of a declaration among those of its score: the second 48 bits of the same HMAC, so that it
 * says nothing of the draw.
 */
export function tieValue(salt: KeyObject, declarationNo: string, version: number): number {
  return digestOf(salt, declarationNo, version).readUIntBE(BYTES, BYTES) / 2 ** (8 * BYTES);
}

/** What is published of a secret salt: its SHA-256 in hex, by which the salt shown later is known to be the same. */
export function commitmentOf(salt: Buffer): string {
  return createHash('sha256').update(salt).digest('hex');
}

const BYTES = 6;

function digestOf(salt: KeyObject, declarationNo: string, version: number): Buffer {
  // No number holds a newline, so that no amendment is drawn as another number is.
  const drawn = version === 1 ? declarationNo : `${declarationNo}\n${version}`;
  return createHmac('sha256', salt).update(drawn).digest();
}
