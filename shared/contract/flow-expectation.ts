import type { ScopeId } from '../domain/access/scope.ts';
import type { FlowMeasure } from '../domain/metrics/expected-flow.ts';

/** Whole hours that are shown. */
export const EXPECTATION_HOURS = 48;

/** One hour of a place beside what is usual at this hour of the week. */
export interface ExpectedHour {
  /** Start of the hour (UTC), ms. */
  startedAt: number;
  /** Null where nothing was decided anywhere, so that nothing is known. */
  observed: number | null;
  /** Null where too few weeks tell, or too little is to be expected. */
  usual: {
    expected: number;
    /** Limits that are still usual. */
    lower: number;
    upper: number;
    /** Weeks that it rests on. */
    weeks: number;
  } | null;
}

/** Answer of `GET /api/flow-expectation`. */
export interface FlowExpectationView {
  scope: ScopeId;
  measure: FlowMeasure;
  /** IANA time zone by which hours of the week are compared. */
  timeZone: string;
  /** The oldest first, without a gap; the hour under way is not among them. */
  hours: ExpectedHour[];
}
