import type { Difference } from '../domain/ruleset/difference.ts';
import type { GuardReading } from '../domain/ruleset/guard.ts';
import type { PartStep } from '../domain/ruleset/life.ts';
import type { PartContent, PartKind, PartState, ProfileContent, Release } from '../domain/ruleset/part.ts';
import type { AlarmPriority, ListEntry, Profile, ProfileLevel } from '../domain/targeting/profile.ts';

export type { PartStep };

/** One version of a part of the ruleset, without its content. Instants are RFC 3339. */
export interface PartVersionView {
  version: number;
  state: PartState;
  release: Release | null;
  author: string;
  /** Changes with every change: a change names the revision it was made on, or is refused with 409. */
  revision: number;
  createdAt: string;
  changedAt: string;
  /** Steps the reader may take now. */
  steps: PartStep[];
  /** Whether the reader may write on it: a draft, by who may edit there. */
  editable: boolean;
}

/** A version with what it says. */
export interface PartVersionContent<Content> extends PartVersionView {
  content: Content;
}

/** One step of a version's life, with who, when and why. */
export interface PartEventView {
  at: string;
  version: number;
  /** A PartStep, or `create`, `edit`, `discard`, `replace` (by a newer version), `guard` or `load`. */
  step: string;
  fromState: PartState | null;
  toState: PartState;
  actor: string;
  reason: string;
  release: Release | null;
  /** The ruleset it put in force. */
  rulesetVersion: number | null;
}

/** A part with all its versions, the newest first, and its history, the newest first. */
export interface PartView {
  kind: PartKind;
  code: string;
  level: ProfileLevel;
  scope: string | null;
  versions: PartVersionView[];
  events: PartEventView[];
  /** Whether the reader may begin a new version. */
  mayBegin: boolean;
}

/** What a profile did in a period, over the houses the reader sees. */
export interface ProfilePerformance {
  hits: number;
  shadowHits: number;
  reds: number;
  extraReds: number;
  /** Inspections recorded of declarations it hit, and those with a discrepancy. */
  inspections: number;
  discrepancies: number;
  /** Discrepancies ÷ inspections with its 95 % interval (Wilson); null without an inspection. */
  hitRate: { value: number; low: number; high: number } | null;
  /** Hit rate ÷ that of the random selection; null without an inspection, or while too few were found at random. */
  lift: number | null;
  lastHitAt: string | null;
}

/** A profile as the list shows it: its newest version that is not retired, else its newest. */
export interface ProfileRow {
  code: string;
  level: ProfileLevel;
  scope: string | null;
  version: number;
  state: PartState;
  release: Release | null;
  /** Version in force, where that is another than `version`. */
  inForce: number | null;
  title: string;
  titleZh: string | null;
  channel: Profile['channel'];
  mandatory: boolean;
  score: number;
  alarm: AlarmPriority | null;
  validFrom: string | null;
  validTo: string | null;
  author: string;
  changedAt: string;
  /** Whether `version` waits for an approval that is the reader's to give. */
  mayReview: boolean;
  performance: ProfilePerformance;
  /** Hits, shadow ones too, of each of the last 14 days, the oldest first. */
  trend: number[];
}

/** `GET /api/profiles`. */
export interface ProfileList {
  profiles: ProfileRow[];
  /** Period of the performance figures. */
  from: string;
  to: string;
  /** The random selection's inspections in that period: what lift is measured by. */
  random: { inspections: number; discrepancies: number };
  rulesetVersion: number | null;
  /** Whether the reader may begin a profile, and where. */
  mayCreateAt: string[];
}

/** `GET /api/profiles/:code/performance`. */
export interface ProfilePerformanceView {
  from: string;
  to: string;
  total: ProfilePerformance;
  days: { day: string; hits: number; shadowHits: number; inspections: number; discrepancies: number }[];
  /** Other profiles that hit the same declarations, the most frequent first: how many of this one's hits they share. */
  overlap: { code: string; title: string; declarations: number; share: number }[];
  /** What a guard looks at, now; null for a profile without a version in force. */
  guard: GuardReading | null;
}

export type { GuardReading };

/** One difference between two versions, for a reader. */
export type DifferenceLine = Difference;

export type ProfileVersion = PartVersionContent<ProfileContent>;

/** A reference list as the list of them shows it: its newest version that is not retired, else its newest. */
export interface ReferenceListRow {
  name: string;
  level: ProfileLevel;
  scope: string | null;
  title: string | null;
  version: number;
  state: PartState;
  /** Version in force, where that is another than `version`. */
  inForce: number | null;
  /** Entries of `version`, and those of the version in force whose dates hold now. */
  entries: number;
  entriesNow: number;
  /** Profiles in force or being written whose conditions name it. */
  usedBy: { code: string; title: string; titleZh: string | null }[];
  author: string;
  changedAt: string;
}

/** `GET /api/reference-lists`. */
export interface ReferenceLists {
  lists: ReferenceListRow[];
  /** Where the reader may begin a list. */
  mayCreateAt: string[];
}

/** `GET /api/reference-lists/:name/versions/:version/entries?search=&offset=&limit=`: sorted by value. */
export interface ListEntriesPage {
  entries: ListEntry[];
  /** Of all that fit the search. */
  total: number;
}

/** A ruleset file handed in, as its review shows it. */
export interface RulesetImportView {
  id: string;
  at: string;
  author: string;
  note: string;
  state: 'in-review' | 'in-force' | 'returned';
  changes: {
    kind: PartKind;
    code: string;
    version: number;
    change: 'added' | 'changed' | 'retired';
    /** How it is to come into force; null where it leaves. */
    release: Release | null;
    /** How the part was in force when the file was handed in; null where it was not. */
    releaseBefore: Release | null;
  }[];
  decidedBy: string | null;
  decidedAt: string | null;
  rulesetVersion: number | null;
  /** Steps the reader may take now. */
  steps: ('approve' | 'return')[];
}

/** `GET /api/reference-lists/:name/versions/:version`: its entries come in pages of their own. */
export type ListVersion = PartVersionContent<{ title: string | null; entries: number }>;

/** Body of `PATCH /api/reference-lists/:name/versions/:version/entries`: what is left out stays. */
export interface ListEntriesChange {
  revision: number;
  title?: string | undefined;
  add?: ListEntry[] | undefined;
  /** Entries that are exactly these, dates and all. */
  remove?: ListEntry[] | undefined;
}

/** `GET /api/parameters`. */
export interface ParametersView extends PartView {
  /** What is in force; null before the first ruleset. */
  inForce: PartContent['policy'] | null;
}

/** Body of `POST …/steps`. */
export interface StepRequest {
  step: PartStep;
  revision: number;
  reason?: string | undefined;
  release?: Release | undefined;
}

/** Answer to what changes a version: how it stands now. */
export interface PartChanged {
  version: number;
  state: PartState;
  revision: number;
  /** The ruleset it put in force; null where it changed none. */
  rulesetVersion: number | null;
}

/** One fault of a ruleset file: `profiles.3.when.all.0.field`; of one part without the beginning: `when.all.0.field`. */
export interface RulesetFault {
  path: string;
  message: string;
}
