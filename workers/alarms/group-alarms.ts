import {
  commonCauses,
  FEWEST_ALARMS,
  inFlood,
  type CommonCause,
  type FloodContext,
} from '../../shared/domain/alarm/flood.ts';
import type { Client } from '../../shared/platform/db/pool.ts';
import {
  readCalls,
  readOpenOccurrences,
  readUsual,
  type OpenOccurrences,
} from '../../shared/platform/stores/alarm-flood.store.ts';
import {
  closeGroups,
  joinGroups,
  openGroup,
  readGroupsToJoin,
  type ChangedAlarm,
  type OpenGroup,
} from '../../shared/platform/stores/alarm-group.store.ts';

/** What is usual is counted anew after so long, ms. */
const USUAL_FOR_MS = 120_000;

/** What one round did. */
export interface Grouped {
  flood: boolean;
  changed: ChangedAlarm[];
  opened: OpenGroup[];
  closed: number;
}

/**
 * Gathers alarms by their common causes while there is a flood, in the transaction of `client`. Who is in a group stays
 * there; a cause that has an open group joins it. `now` gives milliseconds.
 */
export function createGrouping(now: () => number): (client: Client) => Promise<Grouped> {
  let usual: { share: FloodContext['usual']; until: number } | null = null;

  return async (client) => {
    const closed = await closeGroups(client);
    if (!inFlood(await readCalls(client))) return { flood: false, changed: [], opened: [], closed };
    if (usual === null || usual.until <= now()) {
      usual = { share: await readUsual(client), until: now() + USUAL_FOR_MS };
    }
    const occurrences = await readOpenOccurrences(client);
    const groups = await readGroupsToJoin(client);
    const causes = commonCauses(occurrences, { usual: usual.share, known: inUse(groups, occurrences) });
    const opened: OpenGroup[] = [];
    const joining: { group: OpenGroup; alarms: readonly string[] }[] = [];
    for (const { cause, alarms } of joiningOf(causes, occurrences)) {
      let group = groups.find(
        ({ dimension, value }) => dimension === cause.dimension && value === cause.value,
      );
      if (group === undefined) {
        if (alarms.length < FEWEST_ALARMS) continue;
        group = await openGroup(client, cause);
        opened.push(group);
      }
      joining.push({ group, alarms });
    }
    return { flood: true, changed: await joinGroups(client, joining), opened, closed };
  };
}

/** The causes that have an open group to which something happened lately. */
function inUse(groups: readonly OpenGroup[], occurrences: readonly OpenOccurrences[]): FloodContext['known'] {
  const alive = new Set(occurrences.map(({ groupId }) => groupId));
  const known = new Set(
    groups.flatMap(({ id, dimension, value }) => (alive.has(id) ? `${dimension}:${value}` : [])),
  );
  return (dimension, value) => known.has(`${dimension}:${value}`);
}

/** The alarms of each cause that are in no group yet; causes without any are left out. */
function joiningOf(
  causes: readonly CommonCause[],
  occurrences: readonly OpenOccurrences[],
): { cause: CommonCause; alarms: string[] }[] {
  const grouped = new Set(occurrences.flatMap(({ alarm, groupId }) => (groupId === null ? [] : alarm)));
  return causes.flatMap((cause) => {
    const alarms = cause.alarms.filter((alarm) => !grouped.has(alarm));
    return alarms.length === 0 ? [] : { cause, alarms };
  });
}
