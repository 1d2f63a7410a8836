import type { Role } from '../../../shared/domain/access/role.ts';
import {
  LONGEST_ESCALATION,
  ON_DUTY_ROLES,
  type EscalationReach,
  type EscalationStep,
} from '../../../shared/domain/alarm/escalation.ts';

/** A step as its fields hold it. */
export interface StepForm {
  minutes: string;
  whom: Role | 'webhooks';
  reach: EscalationReach;
  onDuty: boolean;
}

export function formOf({ afterMinutes, to }: EscalationStep): StepForm {
  const minutes = String(afterMinutes);
  if ('webhook' in to) return { minutes, whom: 'webhooks', reach: 'own', onDuty: false };
  return { minutes, whom: to.role, reach: to.scope, onDuty: to.onDuty };
}

/** What a step that is added begins with: later than those before it. */
export function nextForm(forms: readonly StepForm[]): StepForm {
  const last = Number(forms.at(-1)?.minutes ?? 0) || 0;
  const minutes = String(Math.min(LONGEST_ESCALATION, last === 0 ? 15 : last * 2));
  return { minutes, whom: 'supervisor', reach: 'own', onDuty: true };
}

export type StepFault = 'minutes' | 'order';

/** What keeps the steps from being saved, by step; null where nothing does. */
export function formFaults(forms: readonly StepForm[]): (StepFault | null)[] {
  let before = 0;
  return forms.map(({ minutes: text }) => {
    const minutes = minutesOf(text);
    if (minutes === null) return 'minutes';
    if (minutes < before) return 'order';
    before = minutes;
    return null;
  });
}

/** The steps that the forms come to; empty where one of them is at fault. */
export function stepsOf(forms: readonly StepForm[]): EscalationStep[] {
  if (formFaults(forms).some((fault) => fault !== null)) return [];
  return forms.map(({ minutes, whom, reach, onDuty }) => ({
    afterMinutes: minutesOf(minutes)!,
    to:
      whom === 'webhooks'
        ? { webhook: true }
        : { role: whom, scope: reach, onDuty: onDuty && ON_DUTY_ROLES.includes(whom) },
  }));
}

function minutesOf(text: string): number | null {
  const minutes = /^\d{1,5}$/.test(text.trim()) ? Number(text) : NaN;
  return minutes <= LONGEST_ESCALATION ? minutes : null;
}
