import { z } from 'zod';
import { CHANNELS, type Channel } from '../domain/channel/channel.ts';
import type { DecisionLine } from '../domain/channel/decision-line.ts';
import type { Explanation } from '../domain/channel/explain.ts';
import type { DecisionDifference } from '../domain/channel/re-execute.ts';
import type { Condition } from '../domain/targeting/condition.ts';
import type { EnrichedFacts } from '../domain/targeting/facts.ts';
import type { MissReport } from '../domain/targeting/nearest-miss.ts';
import type { Profile } from '../domain/targeting/profile.ts';
import type { SeenFact } from '../domain/targeting/read-fact.ts';
import { searchText } from './enquiry.ts';

/** Nearest misses that an explanation names; of the others it tells the number. */
export const MAX_NEAREST = 20;

/** Values of one operand that an explanation names; of the others it tells the number. */
export const MAX_OPERAND_VALUES = 20;

/** Declarations that one request may re-route. */
export const MAX_REROUTED = 500;

/** Shortest reason for a change of channel that tells anything, characters. */
export const SHORTEST_REASON = 5;

/** Longest reason for a change of channel, characters. */
export const LONGEST_REASON = 1000;

/** A condition as an explanation shows it: long operands are cut short, those of masked facts masked. */
export interface ShownCondition {
  condition: Condition;
  /** Values left out of its operands. */
  valuesLeftOut: number;
}

/** A condition that held: a predicate, or a `not` with all that stands beneath it. */
export interface HeldCondition extends ShownCondition {
  /** Leads to it from the root of the profile's condition: `all.1.item.all.0`. */
  path: string;
  /** What it saw; null where that was absent, and for a `not`. */
  fact: SeenFact;
  itemNo: number | null;
}

/** A profile as far as an explanation names it. */
export interface ExplainedProfile extends Pick<Profile, 'channel' | 'mandatory' | 'score'> {
  profile: string;
  profileVersion: number;
  title: string | null;
  titleZh: string | null;
}

export interface ExplainedHit extends ExplainedProfile {
  shadow: boolean;
  items: number[];
  /** Null where the reader may not see conditions, or none were kept. */
  because: HeldCondition[] | null;
}

/** A profile that lacked one predicate. */
export interface ExplainedMiss extends ExplainedProfile {
  /** The predicate, where it stands, and what it saw. */
  lacked: HeldCondition;
  /** False: it holds beneath a `not`, and would have to fail. */
  wanted: boolean;
  /** Other predicates of the profile, any one of which would have done as well. */
  alternatives: number;
}

/** Answer of `GET /api/declarations/:declarationNo/explanation`. */
export interface ExplanationView {
  declarationNo: string;
  version: number;
  persons: 'masked' | 'shown';
  decidedAt: string;
  ruleset: { version: number; inForceFrom: string };
  /** What was known of the declaration beside its own content. */
  facts: EnrichedFacts;
  /** What became of every profile of the ruleset. */
  lookedAt: MissReport['counts'];
  steps: Explanation;
  hits: ExplainedHit[];
  /** Profiles that could not be evaluated. */
  failed: { profile: string; message: string }[];
  /** Profiles that lacked one predicate, the weightiest first; null for who may not see profiles. */
  nearest: ExplainedMiss[] | null;
}

/** Body of `POST /api/declarations/:declarationNo/re-execute`. */
export const reExecution = z.strictObject({
  /** The newest where it is left out. */
  version: z.int().min(1).max(1_000_000).optional(),
});

/** Answer of `POST /api/declarations/:declarationNo/re-execute`. */
export interface ReExecutionView {
  stored: DecisionLine;
  reexecuted: DecisionLine;
  identical: boolean;
  differences: DecisionDifference[];
  /** Whether the value drawn follows from the salt of its day; `unknown` where that is kept no more. */
  draw: 'confirmed' | 'contradicted' | 'unknown';
}

/** Body of `POST /api/channel-changes`. */
export const channelChangeRequest = z.strictObject({
  declarations: z
    .array(
      z.strictObject({
        declarationNo: searchText(64),
        /** Only the newest version can be changed; stated, it must still be that. */
        version: z.int().min(1).max(1_000_000).optional(),
      }),
    )
    .min(1)
    .max(MAX_REROUTED),
  to: z.enum(CHANNELS),
  reason: z
    .string()
    .trim()
    .min(SHORTEST_REASON)
    .max(LONGEST_REASON)
    .refine((text) => !text.includes('\0') && text.isWellFormed(), 'expected text without NUL'),
});

export type ChannelChangeRequest = z.infer<typeof channelChangeRequest>;

/** Why one declaration of a request cannot be re-routed. */
export const CHANNEL_CHANGE_FAULTS = [
  /** No declaration of this number that the caller may see. */
  'unknown-declaration',
  /** The caller may not change channels at its customs house. */
  'outside-scope',
  /** Named more than once. */
  'named-twice',
  /** It has not been decided yet. */
  'not-decided',
  /** A later version has come in. */
  'amended',
  /** It has this channel already. */
  'same-channel',
  /** A mandatory profile or a failed evaluation asks for more. */
  'below-floor',
  /** The random draw chose it for inspection. */
  'drawn',
  /** What the inspection found is on record. */
  'inspected',
] as const;

export type ChannelChangeFault = (typeof CHANNEL_CHANGE_FAULTS)[number];

/** One entry of `error.details` where a request is refused with `not-rerouted`: nothing of it was done. */
export interface RefusedChange {
  declarationNo: string;
  version: number | null;
  fault: ChannelChangeFault;
}

/** Answer of `POST /api/channel-changes`. */
export interface ChannelChanges {
  changed: { declarationNo: string; version: number; from: Channel; to: Channel }[];
}
