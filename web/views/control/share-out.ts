import type { HouseWorkload, OrderRow } from '../../../shared/contract/orders.ts';
import { assignByWorkload } from '../../../shared/domain/control/assignment.ts';
import { orderKey } from './queue.ts';

/**
 * How many orders each officer would get, by id, if these were given out by workload now: what the server will do, as
 * far as nothing changes in between.
 */
export function previewShares(
  orders: readonly OrderRow[],
  workload: HouseWorkload,
  onDuty: ReadonlySet<string>,
  twoOfficers: ReadonlySet<string>,
): Map<string, number> {
  const officers = workload.officers
    .filter(({ person }) => onDuty.has(person.id))
    .map(({ person, assigned, inProgress }) => ({ id: person.id, load: assigned + inProgress }));
  const given = assignByWorkload(
    orders.map((row) => ({
      key: orderKey(row),
      wanted: row.twoOfficers || twoOfficers.has(row.channel) ? (2 as const) : (1 as const),
      officers: row.officers.map(({ id }) => id),
    })),
    officers,
  );
  const held = new Map(orders.map((row) => [orderKey(row), new Set(row.officers.map(({ id }) => id))]));
  const shares = new Map<string, number>();
  for (const { key, officers: ids } of given) {
    for (const id of ids) {
      if (held.get(key)?.has(id) !== true) shares.set(id, (shares.get(id) ?? 0) + 1);
    }
  }
  return shares;
}
