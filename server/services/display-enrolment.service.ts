import { randomBytes, randomInt } from 'node:crypto';
import {
  codeText,
  enrolmentText,
  sessionText,
  type DisplayChallenge,
  type DisplayKey,
  type EnrolmentAnswer,
  type EnrolmentState,
} from '../../shared/contract/displays.ts';
import { drawCode } from '../../shared/domain/display/enrolment-code.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { openEnrolment, readEnrolment } from '../../shared/platform/stores/display-enrolment.store.ts';
import {
  findDisplay,
  openChallenge,
  readChallenge,
  readDisplay,
  useChallenge,
} from '../../shared/platform/stores/display.store.ts';
import { TooManyRequestsError } from '../access/address-limit.ts';
import { isSignedBy, readDisplayKey } from '../access/display-proof.ts';

/** Displays that may wait for their codes to be confirmed at once: far more than are put up in ten minutes. */
const MOST_WAITING = 1000;

/** A display does not show that it holds its key; `reason` says how far it came. */
export class DisplayRefusedError extends Error {
  override name = 'DisplayRefusedError';
  readonly reason: 'invalid-key' | 'wrong-proof' | 'unknown-display' | 'revoked';

  constructor(reason: DisplayRefusedError['reason']) {
    super(`the display is refused: ${reason}`);
    this.reason = reason;
  }
}

/**
 * What displays ask before they have a session. Nothing here is a secret's worth but the key, which the device never
 * gives away: who sees a code, a public key or an id can neither take a session nor keep the display from one.
 */
export class DisplayEnrolmentService {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Gives a key a code, or says what has become of it; `origin` is that of the page which asks. */
  async enrol(origin: string, offered: DisplayKey, proof: string): Promise<EnrolmentAnswer> {
    const publicKey = readDisplayKey(offered);
    if (publicKey === null) throw new DisplayRefusedError('invalid-key');
    if (!isSignedBy(publicKey, enrolmentText(origin, offered), proof)) {
      throw new DisplayRefusedError('wrong-proof');
    }
    const known = await findDisplay(this.#pool, publicKey);
    if (known !== null) {
      return known.revokedAt === null ? { state: 'enrolled', displayId: known.id } : { state: 'revoked' };
    }
    const code = drawCode(randomInt);
    const seconds = await openEnrolment(this.#pool, { publicKey, code, most: MOST_WAITING });
    if (seconds === null) throw new TooManyRequestsError('too many displays wait to be confirmed', 60);
    return { state: 'waiting', code, seconds };
  }

  /** What has become of a code; told to the holder of its key alone, to all others it is no code. */
  async stateOf(origin: string, code: string, proof: string): Promise<EnrolmentState> {
    const enrolment = await readEnrolment(this.#pool, code);
    if (enrolment === null || !isSignedBy(enrolment.publicKey, codeText(origin, code), proof)) {
      return { state: 'expired' };
    }
    const { displayId, seconds } = enrolment;
    if (displayId !== null) return { state: 'enrolled', displayId };
    return seconds > 0 ? { state: 'waiting', seconds } : { state: 'expired' };
  }

  async challenge(displayId: string): Promise<DisplayChallenge> {
    const challenge = await openChallenge(this.#pool, displayId, randomBytes(32).toString('base64url'));
    if (challenge === null) throw await this.#whyNot(displayId);
    return { challenge };
  }

  /** Holds a display to its challenge; throws DisplayRefusedError unless its key has signed it. */
  async prove(origin: string, displayId: string, signature: string): Promise<void> {
    const open = await readChallenge(this.#pool, displayId);
    if (open === null) throw await this.#whyNot(displayId);
    const { publicKey, challenge } = open;
    // A wrong signature leaves the challenge: else anyone could keep a display from using its own.
    if (
      !isSignedBy(publicKey, sessionText(origin, displayId, challenge), signature) ||
      !(await useChallenge(this.#pool, displayId, challenge))
    ) {
      throw new DisplayRefusedError('wrong-proof');
    }
  }

  async #whyNot(displayId: string): Promise<DisplayRefusedError> {
    const display = await readDisplay(this.#pool, displayId);
    if (display === null) return new DisplayRefusedError('unknown-display');
    return new DisplayRefusedError(display.revokedAt === null ? 'wrong-proof' : 'revoked');
  }
}
