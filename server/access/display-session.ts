import { createHmac, timingSafeEqual } from 'node:crypto';
import { DISPLAY_RIGHTS } from '../../shared/domain/access/right.ts';
import type { DistrictOf } from '../../shared/domain/access/scope.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { readDisplay } from '../../shared/platform/stores/display.store.ts';
import { Caller } from './caller.ts';

/** Cookie of a display that has shown it holds its key. */
export const DISPLAY_COOKIE = 'tidewaiter.display';

/** How long it lasts, s; the display signs a new challenge before. */
const DISPLAY_SESSION_SECONDS = 3600;

/** What a note is signed for: one kind is worth nothing as the other. */
type Purpose = 'session' | 'pass';

/** A display's read-only session: a signed note of which display it is and until when, checked against its row. */
export class DisplaySessions {
  readonly #deps: { pool: Pool; secret: string; districtOf: DistrictOf; now: () => number };

  constructor(deps: { pool: Pool; secret: string; districtOf: DistrictOf; now: () => number }) {
    this.#deps = deps;
  }

  /** Value of the cookie for a display, its life in s, and the pass by which an open socket lives as long. */
  issue(displayId: string): { value: string; seconds: number; pass: string } {
    const until = Math.floor(this.#deps.now() / 1000) + DISPLAY_SESSION_SECONDS;
    const note = `${displayId}.${until}`;
    return {
      value: `${note}.${this.#sign('session', note)}`,
      seconds: DISPLAY_SESSION_SECONDS,
      pass: `${note}.${this.#sign('pass', note)}`,
    };
  }

  /**
   * The cookies that a display's socket goes on with; null for a pass that is forged, over or another display's. A
   * socket has the cookies of its handshake for ever, and pages cannot read the new one.
   */
  readonly cookiesFor = (displayId: string, pass: string): string | null => {
    const note = this.#noteIn(pass, 'pass');
    if (note === null || !note.startsWith(`${displayId}.`)) return null;
    return `${DISPLAY_COOKIE}=${note}.${this.#sign('session', note)}`;
  };

  /** The display a request's cookies name; null where the note is forged or over, or the display revoked. */
  readonly callerOf = async (cookies: string | undefined): Promise<Caller | null> => {
    const note = this.#noteIn(cookieOf(cookies), 'session');
    if (note === null) return null;
    const display = await readDisplay(this.#deps.pool, note.split('.')[0]!);
    if (display === null || display.revokedAt !== null) return null;
    const { id, name, scope, locale, page } = display;
    return new Caller(
      { kind: 'display', id, name, locale, page },
      [{ rights: DISPLAY_RIGHTS, scope }],
      this.#deps.districtOf,
    );
  };

  /** `ID.UNTIL` of what was signed for `purpose` and is not over. */
  #noteIn(value: string | undefined, purpose: Purpose): string | null {
    const [id = '', until = '', signature = '', ...rest] = value?.split('.') ?? [];
    const note = `${id}.${until}`;
    if (rest.length > 0 || !sameText(signature, this.#sign(purpose, note))) return null;
    return Number(until) * 1000 > this.#deps.now() ? note : null;
  }

  #sign(purpose: Purpose, note: string): string {
    return createHmac('sha256', this.#deps.secret).update(`display-${purpose}:${note}`).digest('base64url');
  }
}

function cookieOf(cookies: string | undefined): string | undefined {
  return cookies
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${DISPLAY_COOKIE}=`))
    ?.slice(DISPLAY_COOKIE.length + 1);
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
