import type { z } from 'zod';
import {
  LONGEST_KPI_DAYS,
  type alarmKpiQuery,
  type AlarmKpiView,
  type FloodView,
} from '../../shared/contract/alarm-kpis.ts';
import type { ConsolePosition } from '../../shared/contract/shifts.ts';
import { alarmKpis, type KpiFigure } from '../../shared/domain/alarm/kpi.ts';
import type { AlarmKind } from '../../shared/domain/alarm/definition.ts';
import { floodsIn, inSteps } from '../../shared/domain/alarm/load-series.ts';
import { readClock } from '../../shared/platform/db/clock.ts';
import type { Client, Pool } from '../../shared/platform/db/pool.ts';
import { readAs } from '../../shared/platform/db/read-as.ts';
import { alarmRowOf } from '../../shared/platform/stores/alarm-row.store.ts';
import { tallyAlarms } from '../../shared/platform/stores/alarm-tally.store.ts';
import { readAlarm } from '../../shared/platform/stores/alarm-view.store.ts';
import { readPosition } from '../../shared/platform/stores/shift.store.ts';
import { RequestError } from '../http/errors.ts';
import type { ProfileTitles } from '../live/profile-titles.ts';

const MINUTE = 60_000;
const DAY = 24 * 60;
const FLOODS_SHOWN = 20;

/** Tells the alarm load of a console, or of one of its positions, as the log has it. */
export class AlarmKpiService {
  readonly #deps: { pool: Pool; titles: ProfileTitles };

  constructor(deps: { pool: Pool; titles: ProfileTitles }) {
    this.#deps = deps;
  }

  /** The figures of a period; the caller may see the console's alarms. */
  async view({ scope, position: id, from, to }: z.infer<typeof alarmKpiQuery>): Promise<AlarmKpiView> {
    const { pool, titles } = this.#deps;
    const now = (await readClock(pool)).getTime();
    const period = wholeMinutes(Date.parse(from), Math.min(now, to === undefined ? now : Date.parse(to)));
    if (period.from >= period.to || period.to - period.from > LONGEST_KPI_DAYS * DAY * MINUTE) {
      throw new RequestError(400, 'invalid-period', `expected a period of at most ${LONGEST_KPI_DAYS} days`);
    }
    const named = await titles.refresh(pool);
    return readAs(pool, [scope], async (client) => {
      const position = await positionAt(client, scope, id);
      const { tally, frequent } = await tallyAlarms(client, { ...period, kinds: position?.kinds ?? null });
      const calls = tally.calls.reduce((all, count) => all + count, 0);
      const step = stepOf(tally.calls.length);
      const shown: AlarmKpiView['frequent'] = [];
      for (const { alarmId, calls: count } of frequent) {
        const alarm = await readAlarm(client, alarmId);
        if (alarm === null) continue;
        shown.push({ calls: count, share: count / calls, alarm: alarmRowOf(alarm, named) });
      }
      return {
        scope,
        position,
        ...period,
        figures: alarmKpis(tally),
        calls,
        trend: { step: step * MINUTE, calls: inSteps(tally.calls, step) },
        floods: floodViews(tally.calls, period.from),
        frequent: shown,
      };
    });
  }
}

/** The figures of a period up to now, of what `client` may see. Instants in ms. */
export async function kpisSince(
  client: Client,
  { from, to, kinds }: { from: number; to: number; kinds: readonly AlarmKind[] | null },
): Promise<KpiFigure[]> {
  const longest = LONGEST_KPI_DAYS * DAY * MINUTE;
  // With the minute in which it began.
  const period = wholeMinutes(Math.max(from - MINUTE, to - longest), to);
  return alarmKpis((await tallyAlarms(client, { ...period, kinds })).tally);
}

async function positionAt(
  client: Client,
  scope: string,
  id: string | undefined,
): Promise<ConsolePosition | null> {
  if (id === undefined) return null;
  const position = await readPosition(client, id);
  if (position?.scope === scope) return position;
  throw new RequestError(404, 'unknown-position', 'this console has no such position');
}

/** A period in whole minutes, as long as it is asked for: the minute that has just begun counts already. */
function wholeMinutes(from: number, to: number): { from: number; to: number } {
  return { from: Math.ceil(from / MINUTE) * MINUTE, to: Math.ceil(to / MINUTE) * MINUTE };
}

/** Minutes of one step of the trend: some hundred and fifty steps at most. */
function stepOf(minutes: number): number {
  if (minutes <= DAY) return 10;
  return minutes <= 7 * DAY ? 60 : 360;
}

function floodViews(calls: readonly number[], from: number): FloodView[] {
  return floodsIn(calls)
    .slice(-FLOODS_SHOWN)
    .reverse()
    .map((flood) => ({
      ...flood,
      from: from + flood.from * MINUTE,
      to: flood.to === null ? null : from + flood.to * MINUTE,
    }));
}
