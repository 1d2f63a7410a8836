import type { Announce } from '../../shared/contract/changes.ts';
import { placeOfAlarm } from '../../shared/domain/alarm/place.ts';
import { inTransaction, type Pool } from '../../shared/platform/db/pool.ts';
import type { JobHandler } from '../../shared/platform/queue/queues.ts';
import { endShelvings } from '../../shared/platform/stores/alarm.store.ts';

/** Brings back the alarms whose shelving is over: what its cause still calls for calls an operator again. */
export function createUnshelveAlarms(deps: { pool: Pool; announce: Announce }): JobHandler<'alarm.unshelve'> {
  return async () => {
    const back = await inTransaction(deps.pool, endShelvings);
    deps.announce(back.map((alarm) => ({ subject: 'alarms', scope: placeOfAlarm(alarm), keys: [alarm.id] })));
  };
}
