import { createHash } from 'node:crypto';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import * as common from '@zxcvbn-ts/language-common';

export const MIN_PASSWORD_LENGTH = 12;
export const MAX_PASSWORD_LENGTH = 128;

/** Estimate, 0 to 4, below which a password can be guessed online (zxcvbn: under 10⁸ guesses). */
const LEAST_SCORE = 3;

/** How long a range service may take, ms. */
const ANSWER_LIMIT_MS = 3000;

export type PasswordFault = 'too-short' | 'too-long' | 'breached' | 'guessable';

/** Says what is wrong with a new password; `about` are words that it should not be made of: name, e-mail. */
export type CheckPassword = (password: string, about: readonly string[]) => Promise<PasswordFault | null>;

/**
 * Length, a list of the commonest leaked passwords with an estimate of how fast it is guessed (zxcvbn), and, where
 * `breachCheckUrl` names a range service, all leaked ones: five characters of the hash are sent, never the password.
 * A service that does not answer keeps nobody from setting a password.
 */
export function createPasswordCheck(breachCheckUrl: string | undefined): CheckPassword {
  const zxcvbn = new ZxcvbnFactory({ dictionary: common.dictionary, graphs: common.adjacencyGraphs });
  return async (password, about) => {
    if (password.length < MIN_PASSWORD_LENGTH) return 'too-short';
    if (password.length > MAX_PASSWORD_LENGTH) return 'too-long';
    const words = about
      .flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)])
      .filter((word) => word.length > 2);
    if (zxcvbn.check(password, words).score < LEAST_SCORE) return 'guessable';
    if (breachCheckUrl !== undefined && (await isBreached(password, breachCheckUrl))) return 'breached';
    return null;
  };
}

/** Asks a range service for all leaked hashes (SHA-1) that begin as the password's does. */
async function isBreached(password: string, url: string): Promise<boolean> {
  const hash = createHash('sha1').update(password).digest('hex').toUpperCase();
  const answer = await fetch(new URL(hash.slice(0, 5), url), {
    headers: { 'Add-Padding': 'true' },
    signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
  }).catch(() => null);
  if (answer?.ok !== true) return false;
  // Lines `SUFFIX:COUNT`; padding has the count 0.
  const lines = (await answer.text()).split(/\r?\n/);
  return lines.some((line) => line.startsWith(`${hash.slice(5)}:`) && !line.endsWith(':0'));
}
