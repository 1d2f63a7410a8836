import type { z } from 'zod';
import type { Announce } from '../../shared/contract/changes.ts';
import type { assignByWorkload, HouseWorkload, OrderAssignments } from '../../shared/contract/orders.ts';
import { assignByWorkload as share } from '../../shared/domain/control/assignment.ts';
import { orderStep } from '../../shared/domain/control/order-machine.ts';
import { inTransaction, type Pool } from '../../shared/platform/db/pool.ts';
import {
  conditionOf,
  lockOrders,
  saveOrders,
  type OrderChange,
  type VersionKey,
} from '../../shared/platform/stores/order.store.ts';
import { readUnassigned, readWorkload } from '../../shared/platform/stores/order-workload.store.ts';
import type { Caller } from '../access/caller.ts';
import { RequestError } from '../http/errors.ts';

const keyOf = ({ declarationNo, version }: VersionKey) => `${declarationNo}/${version}`;

/**
 * Gives the open orders of a house out by workload, the most urgent first. Orders that somebody takes meanwhile stay
 * with them.
 */
export async function assignHouse(
  caller: Caller,
  body: z.output<typeof assignByWorkload>,
  deps: { pool: Pool; announce: Announce },
): Promise<OrderAssignments> {
  const { house, twoOfficers, limit } = body;
  const { id, name } = caller.identity;
  const answer = await inTransaction(deps.pool, async (client) => {
    const keys = await readUnassigned(client, house, limit);
    const locked = await lockOrders(client, keys);
    const orders = new Map(
      locked.filter(({ state }) => state === 'open').map((order) => [keyOf(order), order]),
    );
    // After the locks, so that two who share orders out at once see each other's.
    const { officers } = await readWorkload(client, house);
    const chosen = chosenOf(officers, body.officers);
    const names = new Map(chosen.map(({ person }) => [person.id, person.name]));
    const shared = share(
      // In the order in which they were read: the most urgent first.
      keys
        .filter((key) => orders.has(keyOf(key)))
        .map((key) => {
          const order = orders.get(keyOf(key))!;
          const two = order.twoOfficers || twoOfficers.includes(order.channel);
          return { key: keyOf(key), wanted: two ? 2 : 1, officers: [] };
        }),
      chosen.map(({ person, assigned, inProgress }) => ({ id: person.id, load: assigned + inProgress })),
    );
    const changes = shared.flatMap(({ key, officers: given }): OrderChange[] => {
      const order = orders.get(key)!;
      const two = order.twoOfficers || twoOfficers.includes(order.channel);
      const step = orderStep(conditionOf(order), {
        action: 'assign',
        by: id,
        officers: given,
        twoOfficers: two,
      });
      if (!step.ok) throw new Error(`the open order ${key} cannot be assigned: ${step.reason}`);
      const detail = { officers: given.map((one) => names.get(one)), byWorkload: true };
      return [{ order, to: step.order, names, action: 'assign', by: { id, name }, reason: null, detail }];
    });
    await saveOrders(client, changes);
    return {
      assigned: changes.map(({ order: { declarationNo, version }, to }) => ({
        declarationNo,
        version,
        officers: to.officers.map((one) => ({ id: one, name: names.get(one)! })),
      })),
      workload: await readWorkload(client, house),
    };
  });
  if (answer.assigned.length > 0) {
    deps.announce([{ subject: 'orders', scope: `house:${house}`, keys: answer.assigned.map(keyOf) }]);
  }
  return answer;
}

function chosenOf(officers: HouseWorkload['officers'], named: readonly string[] | undefined) {
  if (named === undefined) return officers;
  const chosen = officers.filter(({ person }) => named.includes(person.id));
  if (chosen.length === new Set(named).size) return chosen;
  throw new RequestError(400, 'no-officer', 'a person named does not work orders at this house');
}
