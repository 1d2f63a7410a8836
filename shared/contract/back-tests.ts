import type { Channel } from '../domain/channel/channel.ts';
import type { HeldPredicate } from '../domain/targeting/because.ts';
import type { Condition } from '../domain/targeting/condition.ts';
import type { Profile, ProfileLevel } from '../domain/targeting/profile.ts';

/** `POST /api/back-tests`: what an unsaved profile would have done. */
export interface BackTestRequest {
  when: Condition;
  channel: Profile['channel'];
  mandatory: boolean;
  score: number;
  level: ProfileLevel;
  /** Code of the district or house for those levels. */
  scope?: string;
  /** Code of the profile that it would replace: its own hits do not count in `after`. */
  replaces?: string;
  /** First and last UTC day of acceptance, `YYYY-MM-DD`; absent means all that is stored. */
  from?: string;
  to?: string;
}

export type { HeldPredicate };

export type ChannelMix = Record<Channel, number>;

/** Reds before regulation that the profile would add at a house on a UTC day, against what the house can inspect. */
export interface ExtraInspections {
  house: string;
  day: string;
  extra: number;
  /** Reds without it. */
  reds: number;
  /** Inspections a day; null where the house states none. */
  capacity: number | null;
}

/** A declaration it would have hit, with why. */
export interface BackTestExample {
  declarationNo: string;
  version: number;
  house: string;
  registeredAt: string;
  before: Channel;
  after: Channel;
  items: number[];
  /** The predicates that held, with the facts they saw. */
  because: HeldPredicate[];
}

/** Exact for all declarations that were decided when it was read. */
export interface BackTestResult {
  /** Declarations looked at: in the archive, and newer ones from the database. */
  declarations: { archived: number; newer: number };
  /** Instant of the reading, RFC 3339: everything decided before it is in. */
  asOf: string;
  hits: number;
  /** Both before regulation by capacity, which looks at all reds of a house together: the profile alone is between them. */
  before: ChannelMix;
  after: ChannelMix;
  extraInspections: number;
  /** The ten fullest house-days. */
  houseDays: ExtraInspections[];
  /** Of the declarations hit that were inspected; the interval is Wilson's, 95 %. */
  findings: {
    inspections: number;
    discrepancies: number;
    hitRate: { value: number; low: number; high: number } | null;
  };
  /** Duty of the declarations hit, and what findings on them had to collect, in the declarations' currency. */
  duty: { declared: number; differenceFound: number };
  examples: BackTestExample[];
  /** On the server, ms. */
  elapsedMs: number;
}
