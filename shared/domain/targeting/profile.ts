import type { Condition } from './condition.ts';

export const ALARM_PRIORITIES = ['critical', 'high', 'medium', 'low'] as const;

/** Alarm priorities from the most to the least urgent. */
export type AlarmPriority = (typeof ALARM_PRIORITIES)[number];

/** Where a profile comes from and applies: the nation, one district or one customs house. */
export type ProfileLevel = 'national' | 'district' | 'house';

/** Plain words for the officer, by language tag. */
export type Guidance = Partial<Record<'en' | 'zh', string>>;

/** Where a profile acts while it is tried out; elsewhere its hits are shadow hits. At least one of the two. */
export interface Canary {
  /** Codes of the customs houses it acts at; absent means all. */
  houses?: string[];
  /** Share of the declarations it acts on, 0 to 1; absent means all. */
  share?: number;
}

/** Limits beyond which a profile is suspended and an alarm raised. At least one of the two. */
export interface Guard {
  /** Acting hits in the last 60 minutes. */
  hitsPerHour?: number;
  /**
   * Reds of the last 24 hours that would not be red without the profile, as a share of a day's inspections of the
   * houses it acts at: 0.1 is a tenth of their capacity.
   */
  extraRedsOfCapacity?: number;
}

/** One immutable version of a risk profile, as it stands in a ruleset. */
export interface Profile {
  code: string;
  version: number;
  title: string;
  /** The title for readers of Chinese, where the administration writes one. */
  titleZh?: string;
  level: ProfileLevel;
  /** District or house code for those levels; absent for national. */
  scope?: string;
  /** `shadow` hits are counted and never acted on. */
  status: 'active' | 'shadow';
  /** Instants, both ends optional; valid from (inclusive) to (exclusive). */
  validFrom?: string;
  validTo?: string;
  when: Condition;
  channel: 'red' | 'orange' | 'none';
  mandatory: boolean;
  /** 0 to 100. */
  score: number;
  alarm?: AlarmPriority;
  guidance?: Guidance;
  canary?: Canary;
  guard?: Guard;
}

/** A value of a reference list, in force from (inclusive) to (exclusive). */
export interface ListEntry {
  value: string;
  from?: string;
  to?: string;
}

export interface ReferenceList {
  name: string;
  title?: string;
  /** Who may use it: profiles of its own place and of those inside; the nation's where this is left out. */
  level?: ProfileLevel;
  /** District or house code for those levels. */
  scope?: string;
  entries: ListEntry[];
}

/** The channel policy: its parameters, and how they change with time. */
export interface Policy extends PolicyParameters {
  /** Changes from an instant on, by the declaration's `registeredAt`; the earlier instant first. See `policyAt`. */
  dated?: DatedParameters[];
  /** Salt of the random draw, for assessing outside a system: one in force keeps daily secret salts of its own. */
  salt?: string;
}

/** What a policy changes from an instant on: what it states replaces what stood before. */
export interface DatedParameters extends Partial<PolicyParameters> {
  from: string;
}

/** What a channel decision is measured by. */
export interface PolicyParameters {
  /** Score at or above which the candidate channel is red or orange. */
  thresholds: { red: number; orange: number };
  /** Points added to a declaration's thresholds by its trader's credit class; negative is stricter. */
  creditShift: Record<string, number>;
  /** Share of declarations drawn for inspection regardless of risk, 0 to 1, where no stratum has its own. */
  randomRate: number;
  /** Kinds of declaration with a random rate of their own; the first whose condition holds counts. */
  strata?: Stratum[];
  /** Whether discretionary reds follow the capacity of their house; they do where this is left out. */
  regulated?: boolean;
}

/** A kind of declaration with its own random rate. */
export interface Stratum {
  name: string;
  when: Condition;
  /** 0 to 1. */
  rate: number;
}

/** A ruleset file: everything a decision depends on beside the declaration and its facts. */
export interface Ruleset {
  format: 'tidewaiter-ruleset/1';
  profiles: Profile[];
  lists: ReferenceList[];
  policy: Policy;
}
