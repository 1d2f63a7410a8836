import type { Role } from '../../../shared/domain/access/role.ts';
import { partsOf, type ScopeId } from '../../../shared/domain/access/scope.ts';
import type { EscalationReach, EscalationStep } from '../../../shared/domain/alarm/escalation.ts';
import type { Shift } from '../../../shared/domain/shift/calendar.ts';
import { m } from '../../paraglide/messages.js';
import { places } from '../../shell/places.svelte.ts';
import { ROLE_NAMES } from '../../shell/role-name.ts';
import { scopeName } from '../../shell/scope-name.ts';
import { getLocale } from '../../ui/locale.svelte.ts';

/** Those whom a step tells, as a group. */
const GROUPS: Partial<Record<Role, () => string>> = {
  operator: m.duty_role_operator,
  supervisor: m.duty_role_supervisor,
  manager: m.duty_role_manager,
  specialist: m.duty_role_specialist,
};

export const groupName = (role: Role): string => (GROUPS[role] ?? ROLE_NAMES[role])();

/** 15 min, 2 h, 1 h 30 min. */
export function durationText(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return m.duty_minutes({ minutes: rest });
  return rest === 0 ? m.duty_hours({ hours }) : m.duty_hours_minutes({ hours, minutes: rest });
}

/** What a reach means in the policy of a place: by its name where it is the same for all alarms there. */
export function reachName(reach: EscalationReach, scope: ScopeId): string {
  const { level, code } = partsOf(scope);
  if (reach === 'national') return m.common_nation();
  if (reach === 'own') return level === 'house' ? scopeName(scope) : m.duty_reach_own();
  if (level === 'national') return m.duty_reach_district();
  const district = level === 'district' ? code : places.districtOf(code);
  return district === undefined ? m.duty_reach_district() : scopeName(`district:${district}`);
}

/** A step in words, as in “after 15 min: the shift supervisors on duty · Waigaoqiao”. */
export function stepText({ afterMinutes, to }: EscalationStep, scope: ScopeId): string {
  const time = durationText(afterMinutes);
  if ('webhook' in to) return m.duty_step_after({ time, who: m.duty_step_webhooks() });
  const told = { role: groupName(to.role), place: reachName(to.scope, scope) };
  return m.duty_step_after({ time, who: to.onDuty ? m.duty_step_on_duty(told) : m.duty_step_all(told) });
}

/** Names of the days of the week, Monday first: 1 January 2024 was one. */
export function dayNames(length: 'short' | 'long'): string[] {
  const format = new Intl.DateTimeFormat(getLocale() === 'zh' ? 'zh-CN' : 'en-GB', {
    weekday: length,
    timeZone: 'UTC',
  });
  return Array.from({ length: 7 }, (_, day) => format.format(Date.UTC(2024, 0, 1 + day)));
}

/** Every day, Mon–Fri, Mon, Wed: runs of three or more as from and to. */
export function daysText(days: readonly number[]): string {
  if (days.length === 7) return m.duty_every_day();
  const names = dayNames('short');
  const sorted = days.toSorted((a, b) => a - b);
  const runs: number[][] = [];
  for (const day of sorted) {
    const last = runs.at(-1);
    if (last !== undefined && last.at(-1) === day - 1) last.push(day);
    else runs.push([day]);
  }
  const texts = runs.flatMap((run) => {
    const shown = run.map((day) => names[day - 1]!);
    return shown.length > 2 ? [`${shown[0]}–${shown.at(-1)}`] : shown;
  });
  return texts.join(getLocale() === 'zh' ? '、' : ', ');
}

/** 06:00–14:00; 22:00–06:00 on the next day. */
export function timesText({ from, to }: Pick<Shift, 'from' | 'to'>): string {
  return to > from ? m.duty_shift_time({ from, to }) : m.duty_shift_time_next({ from, to });
}
