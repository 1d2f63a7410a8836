import {
  EXPECTATION_HOURS,
  type ExpectedHour,
  type FlowExpectationView,
} from '../../shared/contract/flow-expectation.ts';
import { partsOf, type ScopeId } from '../../shared/domain/access/scope.ts';
import { HOUR_MS } from '../../shared/domain/metrics/earlier-hours.ts';
import {
  earlierCounts,
  earlierWeeks,
  expectedFlow,
  type FlowMeasure,
} from '../../shared/domain/metrics/expected-flow.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { readAs } from '../../shared/platform/db/read-as.ts';
import { readFlowOfPlace, readWatchedHours } from '../../shared/platform/stores/flow-hour.store.ts';

/** The last hours of a place that are over, each beside what is usual at this hour of the week. `now` in ms. */
export async function readFlowExpectation(
  pool: Pool,
  seenBy: readonly ScopeId[],
  asked: { scope: ScopeId; measure: FlowMeasure; timeZone: string; now: number },
): Promise<FlowExpectationView> {
  const { scope, measure, timeZone } = asked;
  const end = Math.floor(asked.now / HOUR_MS) * HOUR_MS;
  const shown = Array.from({ length: EXPECTATION_HOURS }, (_, at) => {
    const start = end - (EXPECTATION_HOURS - at) * HOUR_MS;
    return { start, weeks: earlierWeeks(start, timeZone) };
  });
  const needed = new Set(
    shown.flatMap(({ start, weeks }) => [start, ...weeks.flat().map(({ hour }) => hour)]),
  );
  const { level, code } = partsOf(scope);
  const counts = await readAs(pool, seenBy, (client) =>
    readFlowOfPlace(client, [...needed], {
      measure,
      ...(level === 'district' && { district: code }),
      ...(level === 'house' && { house: code }),
    }),
  );
  // That anything was decided anywhere tells nothing of other places.
  const watched = await readWatchedHours(pool, [...needed]);
  const countOf = (hour: number) => (watched.has(hour) ? (counts.get(hour) ?? 0) : null);
  const hours = shown.map(({ start, weeks }): ExpectedHour => {
    const usual = expectedFlow(earlierCounts(weeks, countOf));
    return {
      startedAt: start,
      observed: countOf(start),
      usual: usual && {
        expected: Math.round(10 * usual.expected) / 10,
        lower: usual.lower,
        upper: usual.upper,
        weeks: usual.weeks,
      },
    };
  });
  return { scope, measure, timeZone, hours };
}
