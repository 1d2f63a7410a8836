import { z } from 'zod';
import { ROLES } from '../domain/access/role.ts';
import type { ScopeId } from '../domain/access/scope.ts';
import {
  ESCALATION_REACHES,
  LONGEST_ESCALATION,
  MOST_ESCALATION_STEPS,
  type EscalationPolicy,
} from '../domain/alarm/escalation.ts';
import type { ShiftCalendar } from '../domain/shift/calendar.ts';
import { isTimeZone } from '../domain/shift/wall-clock.ts';
import type { PersonRef } from './alarms.ts';

const time = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'expected a time from 00:00 to 23:59');
const people = z
  .array(z.string().min(1).max(100))
  .max(100)
  .refine((ids) => new Set(ids).size === ids.length, 'expected every person once');
const held = { name: z.string().trim().min(1).max(60), from: time, to: time, people };

const calendar: z.ZodType<ShiftCalendar> = z.strictObject({
  timeZone: z.string().max(60).refine(isTimeZone, 'expected an IANA time zone, such as Asia/Shanghai'),
  shifts: z
    .array(
      z.strictObject({
        ...held,
        days: z
          .array(z.int().min(1).max(7))
          .min(1)
          .refine((days) => new Set(days).size === days.length, 'expected every day once'),
      }),
    )
    .max(30),
  exceptions: z
    .array(z.strictObject({ date: z.iso.date(), shifts: z.array(z.strictObject(held)).max(10) }))
    .max(200)
    .refine((all) => new Set(all.map(({ date }) => date)).size === all.length, 'expected every date once'),
});

const target = z.union([
  z.strictObject({ role: z.enum(ROLES), scope: z.enum(ESCALATION_REACHES), onDuty: z.boolean() }),
  z.strictObject({ webhook: z.literal(true) }),
]);
const steps = z
  .array(z.strictObject({ afterMinutes: z.int().min(0).max(LONGEST_ESCALATION), to: target }))
  .max(MOST_ESCALATION_STEPS);
const policy: z.ZodType<EscalationPolicy> = z.strictObject({
  critical: steps,
  high: steps,
  medium: steps,
  low: steps,
});

/** The revision that was changed; 0 where the place never had one. */
const revision = z.int().min(0);

/** Body of `PUT /api/shift-calendars/:scope`; null: the place is to have none. */
export const calendarBody = z.strictObject({ calendar: calendar.nullable(), revision });
/** Body of `PUT /api/escalation-policies/:scope`; null: that of the next place around is to count. */
export const policyBody = z.strictObject({ policy: policy.nullable(), revision });

/** Answer to a change. */
export interface PlanSaved {
  revision: number;
}

interface PlanView {
  scope: ScopeId;
  revision: number;
  changedBy: string | null;
  changedAt: string | null;
}

/** Answer of `GET /api/shift-calendars/:scope`. */
export interface CalendarView extends PlanView {
  calendar: ShiftCalendar | null;
  /** Zone of the place, which a new calendar begins with. */
  timeZone: string;
  /** Those who may acknowledge alarms at the place by a role, by name: whom the calendar can name. */
  candidates: PersonRef[];
  /** Whom the calendar names. */
  people: PersonRef[];
}

/** Answer of `GET /api/escalation-policies/:scope`. */
export interface PolicyView extends PlanView {
  /** Of the place itself. */
  policy: EscalationPolicy | null;
  /** That counts there, and where it was laid down; `standard` where nobody has. */
  inForce: { policy: EscalationPolicy; from: ScopeId | 'standard' };
  mail: { configured: boolean; waiting: number; failed: number };
}

/** A shift that is being held. Instants in RFC 3339. */
export interface ShiftOnDuty {
  name: string;
  from: string;
  to: string;
  people: PersonRef[];
}

/** Answer of `GET /api/on-duty`. */
export interface OnDutyView {
  scope: ScopeId;
  /** By the server's clock. */
  at: string;
  /** Null: the place has no calendar. */
  timeZone: string | null;
  shifts: ShiftOnDuty[];
}
