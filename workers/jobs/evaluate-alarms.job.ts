import type { Announce } from '../../shared/contract/changes.ts';
import { ALARM_DEFINITIONS, ALARM_TYPES, QUIET_MINUTES } from '../../shared/domain/alarm/definition.ts';
import { inTransaction, type Client, type Pool } from '../../shared/platform/db/pool.ts';
import type { Logger } from '../../shared/platform/log.ts';
import type { JobHandler } from '../../shared/platform/queue/queues.ts';
import { readQuietAlarms, type QuietAlarm } from '../../shared/platform/stores/alarm-condition.store.ts';
import type { StoredAlarm } from '../../shared/platform/stores/alarm-row.store.ts';
import { endQuietAlarms } from '../../shared/platform/stores/alarm.store.ts';
import { changesOf, takeSteps } from '../../shared/platform/stores/condition-steps.store.ts';
import { sumUpFlow } from '../../shared/platform/stores/flow-hour.store.ts';
import type { CustomsHouse } from '../../shared/platform/stores/place.store.ts';
import { FlowHistory } from '../alarms/flow-history.ts';
import { judgeFlow, judgeOrders, judgeSilence } from '../alarms/house-conditions.ts';

/** One evaluation at a time, whichever worker does it. */
const LOCK = 7_301_020;

/** The flow of an hour does not change in seconds: it is looked at, and alarms that stand are brought up to date, this often. */
const FLOW_EVERY_MS = 30_000;

/** Quiet alarms looked at in one evaluation; those whose orders are open are come back to. */
const MOST_QUIET = 200;

const QUIET_TYPES = ALARM_TYPES.filter((type) => ALARM_DEFINITIONS[type].ends === 'quiet');

/**
 * Raises and clears the alarms whose causes are measured at customs houses, ends those that have been quiet for long
 * enough, and keeps from view what only follows from others.
 */
export function createEvaluateAlarms(deps: {
  pool: Pool;
  houses: () => Iterable<CustomsHouse>;
  announce: Announce;
  now: () => Date;
  log: Logger;
}): JobHandler<'alarm.evaluate'> {
  const { pool, announce, log } = deps;
  const history = new FlowHistory();
  let flowDueAt = 0;
  let quietAfter: QuietAlarm | null = null;

  const evaluate = async (client: Client): Promise<StoredAlarm[]> => {
    const { rows } = await client.query('SELECT pg_try_advisory_xact_lock($1) AS taken', [LOCK]);
    if (rows[0].taken !== true) return [];
    const at = deps.now();
    const now = at.getTime();
    const look = { db: client, houses: [...deps.houses()], history, now };
    const flowIsDue = now >= flowDueAt;
    if (flowIsDue) await sumUpFlow(client, at);
    const judged = [
      ...(flowIsDue ? await judgeFlow(look) : []),
      ...(await judgeSilence(look)),
      ...(await judgeOrders(look)),
    ].map(({ type, house, verdict }) => {
      return { type, verdict, district: house?.district ?? null, customsHouse: house?.code ?? null };
    });
    const changed = await takeSteps(client, judged, { now, refresh: flowIsDue });
    if (flowIsDue) flowDueAt = now + FLOW_EVERY_MS;
    return changed;
  };

  /** Apart: locks taken one after the other could make a circle with those of others. */
  const endQuiet = async (): Promise<StoredAlarm[]> => {
    const now = deps.now().getTime();
    const quietSince = now - QUIET_MINUTES * 60_000;
    const quiet = await readQuietAlarms(pool, QUIET_TYPES, {
      quietSince: new Date(quietSince),
      after: quietAfter,
      limit: MOST_QUIET,
    });
    quietAfter = quiet.length < MOST_QUIET ? null : quiet.at(-1)!;
    const over = quiet.filter(({ orderOpen }) => !orderOpen).map(({ id }) => id);
    if (over.length === 0) return [];
    return inTransaction(pool, (client) => endQuietAlarms(client, over, { quietSince, now }));
  };

  const tell = (changed: readonly StoredAlarm[]): void => {
    if (changed.length === 0) return;
    log.info({ alarms: changed.length }, 'conditions changed alarms');
    announce(changesOf(changed));
  };

  return async () => {
    tell(await inTransaction(pool, evaluate));
    tell(await endQuiet());
  };
}
