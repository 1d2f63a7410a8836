import { createHmac, timingSafeEqual } from 'node:crypto';
import { DISPLAY_RIGHTS } from '../../shared/domain/access/right.ts';
import type { DistrictOf } from '../../shared/domain/access/scope.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { readDisplay } from '../../shared/platform/stores/display.store.ts';
import { Caller } from './caller.ts';

/** Cookie of a display that has shown it holds its key. */
export const DISPLAY_COOKIE = 'tidewaiter.display';

/** How long it lasts, s; the display signs a new challenge before. */
export const DISPLAY_SESSION_SECONDS = 3600;

/** A display's read-only session: a signed note of which display it is and until when, checked against its row. */
export class DisplaySessions {
  readonly #deps: { pool: Pool; secret: string; districtOf: DistrictOf; now: () => number };

  constructor(deps: { pool: Pool; secret: string; districtOf: DistrictOf; now: () => number }) {
    this.#deps = deps;
  }

  /** Value of the cookie for a display, and its life in s. */
  issue(displayId: string): { value: string; seconds: number } {
    const until = Math.floor(this.#deps.now() / 1000) + DISPLAY_SESSION_SECONDS;
    const note = `${displayId}.${until}`;
    return { value: `${note}.${this.#sign(note)}`, seconds: DISPLAY_SESSION_SECONDS };
  }

  /** The display a request's cookies name; null where the note is forged or over, or the display revoked. */
  readonly callerOf = async (cookies: string | undefined): Promise<Caller | null> => {
    const value = cookieOf(cookies);
    const [id = '', until = '', signature = ''] = value?.split('.') ?? [];
    if (!sameText(signature, this.#sign(`${id}.${until}`))) return null;
    if (Number(until) * 1000 <= this.#deps.now()) return null;
    const display = await readDisplay(this.#deps.pool, id);
    if (display === null || display.revokedAt !== null) return null;
    const { name, scope, locale, page } = display;
    return new Caller(
      { kind: 'display', id, name, locale, page },
      [{ rights: DISPLAY_RIGHTS, scope }],
      this.#deps.districtOf,
    );
  };

  #sign(note: string): string {
    return createHmac('sha256', this.#deps.secret).update(`display-session:${note}`).digest('base64url');
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
