import type { Announce, Change } from '../../shared/contract/changes.ts';
import { chatters } from '../../shared/domain/alarm/chattering.ts';
import { placeOfAlarm } from '../../shared/domain/alarm/place.ts';
import { inTransaction, type Pool } from '../../shared/platform/db/pool.ts';
import type { Logger } from '../../shared/platform/log.ts';
import type { JobHandler } from '../../shared/platform/queue/queues.ts';
import { markChattering, readMayChatter } from '../../shared/platform/stores/alarm-chattering.store.ts';
import { lockGrouping, type ChangedAlarm } from '../../shared/platform/stores/alarm-group.store.ts';
import { createGrouping, type Grouped } from '../alarms/group-alarms.ts';

/** After a round, as many times its duration pass before the next: a flood must not hold up the rest of housekeeping. */
const REST = 2;

/** Keeps the alarm list manageable: gathers what comes in floods by its common causes, and marks what chatters. */
export function createGroupAlarms(deps: {
  pool: Pool;
  announce: Announce;
  /** Milliseconds of a clock that never goes back. */
  monotonicNow: () => number;
  log: Logger;
}): JobHandler<'alarm.group'> {
  const { pool, announce, monotonicNow, log } = deps;
  const group = createGrouping(monotonicNow);
  let restsUntil = -Infinity;
  let flood = false;

  const round = async (): Promise<ChangedAlarm[]> => {
    const grouped = await inTransaction(pool, async (client) =>
      (await lockGrouping(client)) ? group(client) : null,
    );
    // Another worker is at it.
    if (grouped === null) return [];
    note(grouped);
    const { now, alarms } = await readMayChatter(pool);
    const marks = alarms
      .map(({ id, chattering, at }) => ({ id, was: chattering, chattering: chatters(at, now) }))
      .filter(({ was, chattering }) => was !== chattering);
    const marked = await inTransaction(pool, (client) => markChattering(client, marks));
    return [...grouped.changed, ...marked];
  };

  function note({ opened, changed, closed, ...now }: Grouped): void {
    if (now.flood !== flood) log.info(now.flood ? 'a flood of alarms began' : 'the flood of alarms is over');
    flood = now.flood;
    // What a group has in common may be a person.
    const groups = opened.map(({ id, dimension }) => ({ id, dimension }));
    if (groups.length > 0 || closed > 0)
      log.info({ groups, alarms: changed.length, closed }, 'alarms grouped');
  }

  return async () => {
    const startedAt = monotonicNow();
    if (startedAt < restsUntil) return;
    const changed = await round();
    restsUntil = monotonicNow() + REST * (monotonicNow() - startedAt);
    announce(
      changed.map((alarm): Change => ({ subject: 'alarms', scope: placeOfAlarm(alarm), keys: [alarm.id] })),
    );
  };
}
