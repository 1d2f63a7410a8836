import { ALARM_PRIORITIES, type AlarmPriority } from '../targeting/profile.ts';
import type { EvaluationError, Hit } from '../targeting/ruleset-matcher.ts';
import type { AlarmKind, AlarmType } from './definition.ts';
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
  kind: AlarmKind;
  priority: AlarmPriority;
  title: string;
  profileCode: string;
  /** Places by code; both null where the cause is no place's own. */
  district: string | null;
  customsHouse: string | null;
  /** Declarations that showed the cause. */
  occurrences: number;
  firstAt: Date;
  lastAt: Date;
}

const EVALUATION_ERROR_PRIORITY: AlarmPriority = 'high';

/**
 * Joins what a batch's decided declarations give rise to by cause, the most urgent first and then by cause. A hit
 * raises an alarm of its profile at its house where the profile asks for one; a profile that cannot be evaluated
 * raises one everywhere, in shadow too: it is the profile that needs the operator.
 */
export function alarmOccurrences(declarations: readonly DecidedDeclaration[]): AlarmOccurrence[] {
  const joined = new Map<string, AlarmOccurrence>();
  for (const declaration of declarations) {
    for (const hit of declaration.hits) {
      const raised = occurrenceOfHit(hit, declaration);
      if (raised) join(joined, raised);
    }
    for (const error of declaration.errors) join(joined, occurrenceOfError(error, declaration));
  }
  return [...joined.values()].sort(byUrgency);
}

function occurrenceOfHit({ profile, shadow }: Hit, declaration: DecidedDeclaration): AlarmOccurrence | null {
  if (profile.alarm === undefined || shadow) return null;
  const { customsHouse, district, decidedAt } = declaration;
  return {
    cause: `profile:${profile.code}@house:${customsHouse}`,
    type: 'profile-hit',
    kind: 'profile',
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

function occurrenceOfError({ profile }: EvaluationError, { decidedAt }: DecidedDeclaration): AlarmOccurrence {
  return {
    cause: faultCause('evaluation-error', { profile: profile.code }),
    type: 'evaluation-error',
    kind: 'system',
    priority: EVALUATION_ERROR_PRIORITY,
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
