import { HOUR_MS, type HourShare } from '../../shared/domain/metrics/earlier-hours.ts';
import {
  earlierCounts,
  earlierWeeks,
  expectedFlow,
  FLOW_MEASURES,
  type ExpectedFlow,
  type FlowMeasure,
} from '../../shared/domain/metrics/expected-flow.ts';
import { usualOfHour } from '../../shared/domain/alarm/silence.ts';
import type { Queryable } from '../../shared/platform/db/pool.ts';
import { readFlowHours, type MeasuredFlow } from '../../shared/platform/stores/flow-hour.store.ts';

/** Hours of earlier weeks do not change; they are read again after this time, should some have come in late. */
const KEPT_MS = 3_600_000;

interface KeptHour {
  readAt: number;
  /** Houses without a decision are not in it; empty where nobody decided anything, so that nothing is known. */
  houses: Map<string, MeasuredFlow>;
}

/** What there was in the same hours of earlier weeks, read once for many looks. */
export class FlowHistory {
  readonly #hours = new Map<number, KeptHour>();
  /** What a start is compared with, by zone and start: clocks are slow to ask. */
  readonly #compared = new Map<string, { madeAt: number; weeks: HourShare[][] }>();
  #now = 0;

  /** Reads what looks at these starts (ms) of hours will need, and forgets what none has needed for long. */
  async prepare(
    db: Queryable,
    starts: readonly number[],
    timeZones: Iterable<string>,
    now: number,
  ): Promise<void> {
    for (const [hour, { readAt }] of this.#hours) {
      if (now - readAt >= KEPT_MS) this.#hours.delete(hour);
    }
    for (const [key, { madeAt }] of this.#compared) {
      if (now - madeAt >= 2 * KEPT_MS) this.#compared.delete(key);
    }
    this.#now = now;
    const missing = new Set<number>();
    for (const timeZone of timeZones) {
      for (const start of starts) {
        for (const { hour } of this.#weeks(start, timeZone).flat()) {
          if (!this.#hours.has(hour)) missing.add(hour);
        }
      }
    }
    if (missing.size === 0) return;
    for (const hour of missing) this.#hours.set(hour, { readAt: now, houses: new Map() });
    for (const { hour, house, ...flow } of await readFlowHours(db, [...missing])) {
      this.#hours.get(hour)!.houses.set(house, flow);
    }
  }

  /** What is usual in the 60 minutes from `start` on. */
  usual(house: string, timeZone: string, start: number): Record<FlowMeasure, ExpectedFlow | null> {
    return Object.fromEntries(
      FLOW_MEASURES.map((measure) => [measure, expectedFlow(this.#earlier(house, timeZone, start, measure))]),
    ) as Record<FlowMeasure, ExpectedFlow | null>;
  }

  /** Declarations to be expected in a UTC hour; null where too few weeks say so. */
  usualDeclarations(house: string, timeZone: string, hour: number): number | null {
    return usualOfHour(this.#earlier(house, timeZone, hour, 'declarations').map(({ count }) => count));
  }

  #earlier(house: string, timeZone: string, start: number, measure: FlowMeasure) {
    return earlierCounts(this.#weeks(start, timeZone), (hour) => {
      const kept = this.#hours.get(hour);
      return kept === undefined || kept.houses.size === 0 ? null : (kept.houses.get(house)?.[measure] ?? 0);
    });
  }

  #weeks(start: number, timeZone: string): HourShare[][] {
    const key = `${timeZone} ${start}`;
    let compared = this.#compared.get(key);
    if (compared === undefined) {
      compared = { madeAt: this.#now, weeks: earlierWeeks(start, timeZone) };
      this.#compared.set(key, compared);
    }
    return compared.weeks;
  }
}

/** Starts of the UTC hours from `from` to `to`, ms. */
export function hoursBetween(from: number, to: number): number[] {
  const hours: number[] = [];
  for (let hour = Math.floor(from / HOUR_MS) * HOUR_MS; hour < to; hour += HOUR_MS) hours.push(hour);
  return hours;
}
