import { createHmac, type KeyObject } from 'node:crypto';

/**
 * The draw of a declaration: HMAC-SHA-256 of the day's secret salt and the declaration number, its first 48 bits
 * read as a share of 1. Uniform in [0, 1), not to be foreseen without the salt, repeatable with it.
 */
export function drawValue(salt: KeyObject, declarationNo: string): number {
  return createHmac('sha256', salt).update(declarationNo).digest().readUIntBE(0, 6) / 2 ** 48;
}
