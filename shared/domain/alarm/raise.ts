import { ALARM_PRIORITIES, type AlarmPriority } from '../targeting/profile.ts';
import type { EvaluationError, Hit } from '../targeting/ruleset-matcher.ts';
import { ALARM_DEFINITIONS, type AlarmType } from './definition.ts';
import type { AlarmDetail } from './record.ts';
import { faultCause } from './system-fault.ts';

/** What raising alarms needs of one decided declaration. */
export interface DecidedDeclaration {
  decidedAt: Date;
  customsHouse: string;
  district: string | null;
  hits: readonly Hit[];
  errors: readonly EvaluationError[];
}

/** All that one cause brought about in a batch, to open an alarm or to join the open one of the same cause. */
export interface AlarmOccurrence {
  /** Cause key: equal causes are one alarm. */
  cause: string;
  type: AlarmType;
  priority: AlarmPriority;
  title: string;
  /** Null where it is the alarm of no profile. */
  profileCode: string | null;
  /** Places by code; both null where the cause is no place's own. */
  district: string | null;
  customsHouse: string | null;
  /** Declarations that showed the cause. */
  occurrences: number;
  firstAt: Date;
  lastAt: Date;
  /** Measured values behind it; the newest are kept. */
  detail?: AlarmDetail;
  /** The ruleset that it came about under. */
  rulesetVersion?: number;
  /** Another alarm explains it: an alarm that this opens is kept from view from the start (suppressed by design). */
  suppressed?: boolean;
}

/**
 * Joins what a batch's decided declarations give rise to by cause, the most urgent first and then by cause. A hit
 * raises an alarm of its profile at its house where the profile asks for one; a profile that cannot be evaluated
 * raises one everywhere, in shadow too: it is the profile that needs the operator.
 */
export function alarmOccurrences(
  declarations: readonly DecidedDeclaration[],
  rulesetVersion: number,
): AlarmOccurrence[] {
  const joined = new Map<string, AlarmOccurrence>();
  for (const declaration of declarations) {
    for (const hit of declaration.hits) {
      const raised = occurrenceOfHit(hit, declaration);
      if (raised) join(joined, raised);
    }
    for (const error of declaration.errors) join(joined, occurrenceOfError(error, declaration));
  }
  return [...joined.values()].map((raised) => ({ ...raised, rulesetVersion })).sort(byUrgency);
}

/** Cause key of a hit at a customs house; null where its profile asks for no alarm. */
export function causeOfHit(
  { profile, shadow }: Pick<Hit, 'profile' | 'shadow'>,
  house: string,
): string | null {
  return profile.alarm === undefined || shadow ? null : `profile:${profile.code}@house:${house}`;
}

/** Cause key of a failure to evaluate a profile. */
export function causeOfError({ profile }: Pick<EvaluationError, 'profile'>): string {
  return faultCause('evaluation-error', { profile: profile.code });
}

function occurrenceOfHit(hit: Hit, declaration: DecidedDeclaration): AlarmOccurrence | null {
  const { customsHouse, district, decidedAt } = declaration;
  const { profile } = hit;
  const cause = causeOfHit(hit, customsHouse);
  if (cause === null || profile.alarm === undefined) return null;
  return {
    cause,
    type: 'profile-hit',
    priority: profile.alarm,
    title: profile.title,
    profileCode: profile.code,
    district,
    customsHouse,
    occurrences: 1,
    firstAt: decidedAt,
    lastAt: decidedAt,
  };
}

function occurrenceOfError(error: EvaluationError, { decidedAt }: DecidedDeclaration): AlarmOccurrence {
  const { profile } = error;
  return {
    cause: causeOfError(error),
    type: 'evaluation-error',
    priority: ALARM_DEFINITIONS['evaluation-error'].priority,
    title: `Profile ${profile.code} cannot be evaluated`,
    profileCode: profile.code,
    district: null,
    customsHouse: null,
    occurrences: 1,
    firstAt: decidedAt,
    lastAt: decidedAt,
  };
}

function join(joined: Map<string, AlarmOccurrence>, raised: AlarmOccurrence): void {
  const known = joined.get(raised.cause);
  if (!known) {
    joined.set(raised.cause, raised);
    return;
  }
  known.occurrences += raised.occurrences;
  if (raised.firstAt < known.firstAt) known.firstAt = raised.firstAt;
  if (raised.lastAt > known.lastAt) known.lastAt = raised.lastAt;
}

function byUrgency(a: AlarmOccurrence, b: AlarmOccurrence): number {
  const urgency = ALARM_PRIORITIES.indexOf(a.priority) - ALARM_PRIORITIES.indexOf(b.priority);
  return urgency !== 0 ? urgency : a.cause < b.cause ? -1 : 1;
}
