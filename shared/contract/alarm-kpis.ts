import { z } from 'zod';
import type { ScopeId } from '../domain/access/scope.ts';
import type { KpiFigure } from '../domain/alarm/kpi.ts';
import type { AlarmRow } from './alarms.ts';
import { searchInstant, searchScope } from './enquiry.ts';
import type { ConsolePosition } from './shifts.ts';

/** Query of `GET /api/alarm-kpis`: of a console, or of one of its positions, from (inclusive) to (exclusive). */
export const alarmKpiQuery = z.strictObject({
  scope: searchScope,
  /** Id of a position; without one, the console as a whole. */
  position: z
    .string()
    .regex(/^[1-9]\d{0,17}$/)
    .optional(),
  from: searchInstant,
  /** Now, where it is not given or not over. */
  to: searchInstant.optional(),
});

/** Longest period, days. */
export const LONGEST_KPI_DAYS = 31;

/** A flood in the period. Instants in ms. */
export interface FloodView {
  from: number;
  /** Null while it lasts. */
  to: number | null;
  /** Calls in the first ten minutes of the upset. */
  firstTen: number;
  /** Most calls in ten minutes. */
  peak: number;
}

/** Answer of `GET /api/alarm-kpis`: the load of a period in whole minutes. Instants in ms. */
export interface AlarmKpiView {
  scope: ScopeId;
  position: ConsolePosition | null;
  from: number;
  to: number;
  figures: KpiFigure[];
  /** Calls in all. */
  calls: number;
  /** Calls in steps of so many minutes, the oldest first. */
  trend: { step: number; calls: number[] };
  /** The newest first, at most 20. */
  floods: FloodView[];
  /** Causes that called most often, at most ten, each with the newest of its alarms. */
  frequent: { calls: number; share: number; alarm: AlarmRow }[];
}
