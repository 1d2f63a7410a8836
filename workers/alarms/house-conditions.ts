import { BUCKET_MS } from '../../shared/contract/live.ts';
import { backlogVerdict } from '../../shared/domain/alarm/backlog.ts';
import type { HouseCondition } from '../../shared/domain/alarm/condition-cause.ts';
import {
  FLOW_ALARM_TYPES,
  FLOW_DELAY_MINUTES,
  FLOW_WINDOW_MINUTES,
  flowVerdicts,
  isWatched,
} from '../../shared/domain/alarm/flow.ts';
import { SILENCE_HOURS, silenceVerdict } from '../../shared/domain/alarm/silence.ts';
import { unansweredVerdict } from '../../shared/domain/alarm/unanswered.ts';
import type { Verdict } from '../../shared/domain/alarm/verdict.ts';
import { HOUR_MS } from '../../shared/domain/metrics/earlier-hours.ts';
import type { Queryable } from '../../shared/platform/db/pool.ts';
import { readWaitingOrders } from '../../shared/platform/stores/alarm-condition.store.ts';
import {
  readBusyBuckets,
  readFlowWindows,
  readLastDecided,
  type MeasuredFlow,
} from '../../shared/platform/stores/flow-hour.store.ts';
import type { CustomsHouse } from '../../shared/platform/stores/place.store.ts';
import { hoursBetween, type FlowHistory } from './flow-history.ts';

const MINUTE_MS = 60_000;
const NOTHING: MeasuredFlow = { declarations: 0, hits: 0, reds: 0 };

/** A verdict on a house; on the nation where that is null. */
export interface HouseVerdict {
  type: HouseCondition;
  house: CustomsHouse | null;
  verdict: Verdict;
}

interface Look {
  db: Queryable;
  houses: readonly CustomsHouse[];
  history: FlowHistory;
  /** ms. */
  now: number;
}

/** Compares the flow of the last hour with that of the same hour of earlier weeks. */
export async function judgeFlow({ db, houses, history, now }: Look): Promise<HouseVerdict[]> {
  const windowMs = FLOW_WINDOW_MINUTES * MINUTE_MS;
  const delayMs = FLOW_DELAY_MINUTES * MINUTE_MS;
  const end = Math.floor(now / BUCKET_MS) * BUCKET_MS;
  const starts = [end - windowMs, end - delayMs - windowMs];
  await history.prepare(db, starts, new Set(houses.map(({ timeZone }) => timeZone)), now);
  const windows = new Map(
    (await readFlowWindows(db, new Date(end), { windowMs, delayMs })).map((one) => [one.house, one]),
  );
  const busy = await readBusyBuckets(db, new Date(starts[1]!), new Date(end), BUCKET_MS);
  const usual = houses.map(({ code, timeZone }) =>
    starts.map((start) => history.usual(code, timeZone, start)),
  );
  const nation = usual.reduce((sum, [newest]) => sum + (newest!.declarations?.expected ?? 0), 0);
  // A window in which Tidewaiter itself stood still says nothing of a house.
  if (!isWatched(busy, { from: starts[1]!, to: end, bucketMs: BUCKET_MS, expected: nation })) return [];
  return houses.flatMap((house, at) => {
    const { newest = NOTHING, earlier = NOTHING } = windows.get(house.code) ?? {};
    const [usualNow, usualBefore] = usual[at]!;
    const verdicts = flowVerdicts([
      { observed: newest, usual: usualNow! },
      { observed: earlier, usual: usualBefore! },
    ]);
    return FLOW_ALARM_TYPES.map((type) => ({ type, house, verdict: verdicts[type] }));
  });
}

/** Finds the houses that have been silent for longer than their rhythm explains, and whether the whole nation is. */
export async function judgeSilence({ db, houses, history, now }: Look): Promise<HouseVerdict[]> {
  const since = now - SILENCE_HOURS * HOUR_MS;
  const hours = hoursBetween(since, now);
  await history.prepare(db, hours, new Set(houses.map(({ timeZone }) => timeZone)), now);
  const codes = houses.map(({ code }) => code);
  const decided = await readLastDecided(db, codes, new Date(since));
  // A declaration of the bucket may have been its last moment's.
  const lastAt = (code: string) => {
    const bucket = decided.get(code);
    return bucket === undefined ? null : Math.min(now, bucket + BUCKET_MS);
  };
  const expectedAt = (house: CustomsHouse, hour: number) =>
    history.usualDeclarations(house.code, house.timeZone, hour);
  const verdicts = houses.map((house): HouseVerdict => {
    const verdict = silenceVerdict(lastAt(house.code), now, (hour) => expectedAt(house, hour));
    return { type: 'house-silent', house, verdict };
  });
  const last = codes.reduce<number | null>((newest, code) => {
    const at = lastAt(code);
    return at === null || (newest !== null && newest > at) ? newest : at;
  }, null);
  const nation = silenceVerdict(last, now, (hour) =>
    houses.reduce((sum, house) => sum + (expectedAt(house, hour) ?? 0), 0),
  );
  return [...verdicts, { type: 'house-silent', house: null, verdict: nation }];
}

/** Compares the control orders that wait at each house with its capacity and with their time. */
export async function judgeOrders({ db, houses, now }: Omit<Look, 'history'>): Promise<HouseVerdict[]> {
  const waiting = new Map((await readWaitingOrders(db, new Date(now))).map((one) => [one.house, one]));
  return houses.flatMap((house): HouseVerdict[] => {
    const { reds = 0, overdue = 0, oldestDueAt = null } = waiting.get(house.code) ?? {};
    const minutes = oldestDueAt === null ? 0 : (now - oldestDueAt.getTime()) / MINUTE_MS;
    return [
      { type: 'inspection-backlog', house, verdict: backlogVerdict(reds, house) },
      { type: 'orders-unanswered', house, verdict: unansweredVerdict({ orders: overdue, minutes }) },
    ];
  });
}
