import { createHash, createHmac, type KeyObject } from 'node:crypto';

/**
 * The draw of a declaration: HMAC-SHA-256 of the day's secret salt and the declaration number, its first 48 bits
 * read as a share of 1. Uniform in [0, 1), not to be foreseen without the salt, repeatable with it.
 */
export function drawValue(salt: KeyObject, declarationNo: string): number {
  return digestOf(salt, declarationNo).readUIntBE(0, BYTES) / 2 ** (8 * BYTES);
}

/**
 * The place of a declaration among those of its score: the second 48 bits of the same HMAC, so that it says nothing of
 * the draw.
 */
export function tieValue(salt: KeyObject, declarationNo: string): number {
  return digestOf(salt, declarationNo).readUIntBE(BYTES, BYTES) / 2 ** (8 * BYTES);
}

/** What is published of a secret salt: its SHA-256 in hex, by which the salt shown later is known to be the same. */
export function commitmentOf(salt: Buffer): string {
  return createHash('sha256').update(salt).digest('hex');
}

const BYTES = 6;

function digestOf(salt: KeyObject, declarationNo: string): Buffer {
  return createHmac('sha256', salt).update(declarationNo).digest();
}
