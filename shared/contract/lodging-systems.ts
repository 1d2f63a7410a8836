import type { MACHINE_RIGHTS } from '../domain/access/right.ts';
import type { ScopeId } from '../domain/access/scope.ts';

/** A right that a lodging system's keys may give. */
export type MachineRight = (typeof MACHINE_RIGHTS)[number];

/** Longest life of a key, days. */
export const MAX_KEY_DAYS = 730;

/** Longest time that old keys go on beside a new one, h. */
export const MAX_OVERLAP_HOURS = 720;

/** Largest limit on what a system may lodge a minute. */
export const MAX_DECLARATIONS_PER_MINUTE = 10_000_000;

/** A key as people may see it: never the key itself. */
export interface KeyView {
  id: string;
  /** Its first characters. */
  start: string | null;
  createdAt: string;
  /** Null: it does not expire. */
  expiresAt: string | null;
  /** To 5 s; null: never used. */
  lastUsedAt: string | null;
}

/** A system that lodges declarations or reads what became of them, with the keys that work. */
export interface LodgingSystemView {
  id: string;
  name: string;
  scope: ScopeId;
  rights: MachineRight[];
  /** Null: no limit. */
  declarationsPerMinute: number | null;
  createdAt: string;
  disabledAt: string | null;
  /** The newest first. */
  keys: KeyView[];
}

/** Body of `POST /api/lodging-systems`. */
export interface LodgingSystemDraft {
  name: string;
  scope: ScopeId;
  rights: MachineRight[];
  declarationsPerMinute: number | null;
  /** Life of its first key, days; null: it does not expire. */
  days: number | null;
}

/** Body of `PATCH /api/lodging-systems/:id`: what is left out stays. */
export interface LodgingSystemChange {
  name?: string | undefined;
  rights?: MachineRight[] | undefined;
  declarationsPerMinute?: number | null | undefined;
  disabled?: boolean | undefined;
}

/** Body of `POST /api/lodging-systems/:id/keys`. */
export interface KeyRotation {
  days: number | null;
  /** How long the keys it had go on. */
  overlapHours: number;
}

/** Answer to what issues a key: the key is told this once. */
export interface IssuedKey {
  id: string;
  keyId: string;
  key: string;
}
