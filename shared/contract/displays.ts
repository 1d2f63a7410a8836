import type { ScopeId } from '../domain/access/scope.ts';
import type { DisplayState } from '../domain/display/state.ts';
import type { ReportedFreshness } from './live.ts';
import type { Locale } from './session.ts';

/** Public half of a display's ECDSA P-256 key, as a JWK with these members alone; `x` and `y` in base64url. */
export interface DisplayKey {
  kty: 'EC';
  crv: 'P-256';
  x: string;
  y: string;
}

/** Body of `POST /api/displays/enrolments`: a key and, signed with it, `enrolmentText`. */
export interface EnrolmentRequest {
  publicKey: DisplayKey;
  /** ECDSA with SHA-256, r and s of 32 bytes each, in base64url; so everywhere below. */
  proof: string;
}

/** Answer of it: a code to be confirmed, or what has become of this key already. */
export type EnrolmentAnswer =
  | { state: 'waiting'; code: string; seconds: number }
  | { state: 'enrolled'; displayId: string }
  | { state: 'revoked' };

/** Body of `POST /api/displays/enrolments/state`; `proof` signs `codeText`, so that seeing a code tells nothing. */
export interface EnrolmentStateRequest {
  code: string;
  proof: string;
}

/** Answer of it. */
export type EnrolmentState =
  { state: 'waiting'; seconds: number } | { state: 'enrolled'; displayId: string } | { state: 'expired' };

/** Answer of `POST /api/displays/challenges`. */
export interface DisplayChallenge {
  challenge: string;
}

/** Body of `POST /api/displays/sessions`; `signature` signs `sessionText`. */
export interface DisplaySessionRequest {
  displayId: string;
  signature: string;
}

/** Answer of it, beside the cookie. */
export interface DisplaySession {
  /** Life of the session. */
  seconds: number;
  /** Prolongs the display's open socket by `display:renew`; worth nothing without one. */
  pass: string;
}

/** One display in the list of `GET /api/displays`. */
export interface DisplayItem {
  id: string;
  name: string;
  scope: ScopeId;
  /** Path and query of the page it is to show. */
  page: string;
  locale: Locale;
  state: DisplayState;
  enrolledAt: string;
  /** Name of who confirmed it; null where the account is gone. */
  enrolledBy: string | null;
  revokedAt: string | null;
  /** Whole seconds since its last report, by the server's clock; null before the first. */
  seenSecondsAgo: number | null;
  /** As it last reported. */
  shownPage: string | null;
  version: string | null;
  freshness: ReportedFreshness | null;
}

export interface DisplayList {
  displays: DisplayItem[];
}

/** Body of `POST /api/displays`, which confirms the code that a display shows. */
export interface DisplayConfirmation {
  code: string;
  name: string;
  scope: ScopeId;
  /** The board of the scope, where absent. */
  page?: string | undefined;
  locale: Locale;
}

/** Body of `PATCH /api/displays/:id`. */
export interface DisplayChange {
  name?: string | undefined;
  scope?: ScopeId | undefined;
  page?: string | undefined;
  locale?: Locale | undefined;
}

/*
 * What a display signs. The first line keeps the kinds apart, the origin keeps what was signed for another site from
 * being used here, and no part can hold a line end.
 */

export function enrolmentText(origin: string, { x, y }: DisplayKey): string {
  return ['tidewaiter-display-enrolment/1', origin, x, y].join('\n');
}

export function codeText(origin: string, code: string): string {
  return ['tidewaiter-display-code/1', origin, code].join('\n');
}

export function sessionText(origin: string, displayId: string, challenge: string): string {
  return ['tidewaiter-display-session/1', origin, displayId, challenge].join('\n');
}
