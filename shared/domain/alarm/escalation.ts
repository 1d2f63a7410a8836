import { partsOf, type ScopeId } from '../access/scope.ts';
import { RIGHTS_OF_ROLE, ROLES, type Role } from '../access/role.ts';
import { ALARM_PRIORITIES, type AlarmPriority } from '../targeting/profile.ts';
import { awaitsAcknowledgement, type AlarmState } from './condition.ts';

/** How far from an alarm's own place the people of a step are: there, in its district, or at the centre. */
export const ESCALATION_REACHES = ['own', 'district', 'national'] as const;
export type EscalationReach = (typeof ESCALATION_REACHES)[number];

/** Roles that a step can go to: who sees no alarms is told of none. */
export const ESCALATION_ROLES: readonly Role[] = ROLES.filter((role) =>
  RIGHTS_OF_ROLE[role].includes('alarms.view'),
);

/** Roles that the shift calendar names people of: who may acknowledge. */
export const ON_DUTY_ROLES: readonly Role[] = ROLES.filter((role) =>
  RIGHTS_OF_ROLE[role].includes('alarms.acknowledge'),
);

/** Whom a step tells: people by role and place, those on duty or all of them, or the webhooks that ask for it. */
export type EscalationTarget = { role: Role; scope: EscalationReach; onDuty: boolean } | { webhook: true };

export interface EscalationStep {
  /** Minutes after the alarm called, for which nobody has acknowledged it. */
  afterMinutes: number;
  to: EscalationTarget;
}

/** Steps by priority, in the order of their times. */
export type EscalationPolicy = Record<AlarmPriority, readonly EscalationStep[]>;

export const MOST_ESCALATION_STEPS = 8;
/** Longest wait before a step, minutes: a week. */
export const LONGEST_ESCALATION = 10_080;

/** What holds at the nation until somebody decides otherwise. It begins when the time to respond is over. */
export const STANDARD_ESCALATION: EscalationPolicy = {
  critical: [
    { afterMinutes: 5, to: { role: 'supervisor', scope: 'own', onDuty: true } },
    { afterMinutes: 10, to: { role: 'supervisor', scope: 'district', onDuty: false } },
    { afterMinutes: 10, to: { webhook: true } },
    { afterMinutes: 15, to: { role: 'supervisor', scope: 'national', onDuty: true } },
    { afterMinutes: 30, to: { role: 'manager', scope: 'national', onDuty: false } },
  ],
  high: [
    { afterMinutes: 15, to: { role: 'supervisor', scope: 'own', onDuty: true } },
    { afterMinutes: 30, to: { role: 'supervisor', scope: 'district', onDuty: true } },
    { afterMinutes: 30, to: { webhook: true } },
    { afterMinutes: 60, to: { role: 'supervisor', scope: 'national', onDuty: true } },
  ],
  medium: [
    { afterMinutes: 60, to: { role: 'supervisor', scope: 'own', onDuty: true } },
    { afterMinutes: 240, to: { role: 'supervisor', scope: 'district', onDuty: true } },
  ],
  low: [{ afterMinutes: 240, to: { role: 'supervisor', scope: 'own', onDuty: true } }],
};

/** Why a policy cannot be used, with where: `high/2`, `critical`. */
export interface EscalationFault {
  path: string;
  reason: 'too-many' | 'out-of-order' | 'role-not-told' | 'role-not-on-duty';
}

/** What is wrong with the steps of a policy whose form is right. */
export function escalationFaults(policy: EscalationPolicy): EscalationFault[] {
  return ALARM_PRIORITIES.flatMap((priority) => {
    const steps = policy[priority];
    const faults: EscalationFault[] = [];
    if (steps.length > MOST_ESCALATION_STEPS) faults.push({ path: priority, reason: 'too-many' });
    steps.forEach(({ afterMinutes, to }, index) => {
      const path = `${priority}/${index}`;
      if (afterMinutes < (steps[index - 1]?.afterMinutes ?? 0)) faults.push({ path, reason: 'out-of-order' });
      if ('webhook' in to) return;
      if (!ESCALATION_ROLES.includes(to.role)) faults.push({ path, reason: 'role-not-told' });
      else if (to.onDuty && !ON_DUTY_ROLES.includes(to.role))
        faults.push({ path, reason: 'role-not-on-duty' });
    });
    return faults;
  });
}

/** The places that an alarm belongs to, the nearest first. */
export function scopesAround(place: { district: string | null; customsHouse: string | null }): ScopeId[] {
  return [
    ...(place.customsHouse === null ? [] : [`house:${place.customsHouse}` as const]),
    ...(place.district === null ? [] : [`district:${place.district}` as const]),
    'national',
  ];
}

/** The policy that counts for an alarm, and where it was laid down: that of the nearest place which has one. */
export function policyFor(
  around: readonly ScopeId[],
  policies: ReadonlyMap<ScopeId, EscalationPolicy>,
): { scope: ScopeId; policy: EscalationPolicy } {
  for (const scope of around) {
    const policy = policies.get(scope);
    if (policy !== undefined) return { scope, policy };
  }
  return { scope: 'national', policy: STANDARD_ESCALATION };
}

/** The place that a step means, of those around an alarm: the nearest one of its level or above. */
export function scopeOfReach(reach: EscalationReach, around: readonly ScopeId[]): ScopeId {
  if (reach === 'own') return around[0] ?? 'national';
  const district = around.find((scope) => partsOf(scope).level === 'district');
  return reach === 'district' ? (district ?? 'national') : 'national';
}

/** What escalating needs to know of an alarm. */
export interface EscalatedAlarm {
  state: AlarmState;
  priority: AlarmPriority;
  /** When it last called for an operator, ms. */
  annunciatedAt: number;
  /** Steps taken since then. */
  escalated: number;
}

export interface DueStep {
  /** From 0, among the steps of the alarm's priority. */
  index: number;
  step: EscalationStep;
}

export type EscalationReason =
  | 'due'
  /** The next step's time has not come. */
  | 'not-yet'
  | 'all-taken'
  /** It is acknowledged, over, or kept from view. */
  | 'not-waiting';

export interface EscalationDecision {
  steps: DueStep[];
  reason: EscalationReason;
  /** When the next step after these is due, ms; null where none follows. */
  nextAt: number | null;
}

/**
 * The steps that are due for an alarm at `now`, ms, in their order. Only an alarm that waits for an acknowledgement has
 * any; one that calls anew begins with the first again, since none is taken since then.
 */
export function dueSteps(alarm: EscalatedAlarm, policy: EscalationPolicy, now: number): EscalationDecision {
  if (!awaitsAcknowledgement(alarm.state)) return { steps: [], reason: 'not-waiting', nextAt: null };
  const all = policy[alarm.priority];
  const at = (index: number) => alarm.annunciatedAt + all[index]!.afterMinutes * 60_000;
  let index = alarm.escalated;
  const steps: DueStep[] = [];
  for (; index < all.length && at(index) <= now; index++) steps.push({ index, step: all[index]! });
  const nextAt = index < all.length ? at(index) : null;
  if (steps.length > 0) return { steps, reason: 'due', nextAt };
  return { steps, reason: nextAt === null ? 'all-taken' : 'not-yet', nextAt };
}

export type NextStepRefusal = 'no-further-step';

/** The step that a person takes before its time: the next one, whenever it would be due. */
export function nextStep(alarm: EscalatedAlarm, policy: EscalationPolicy): DueStep | NextStepRefusal {
  const step = policy[alarm.priority][alarm.escalated];
  return step === undefined ? 'no-further-step' : { index: alarm.escalated, step };
}
