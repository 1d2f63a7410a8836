import type { z } from 'zod';
import type { PersonRef } from '../../shared/contract/alarms.ts';
import type { Announce, ChangeSubject } from '../../shared/contract/changes.ts';
import type {
  deviationDecision,
  deviationRequest,
  OrderDetail,
  orderAssignment,
  orderFinding,
  orderRelease,
  RefusedOrderDeed,
} from '../../shared/contract/orders.ts';
import { deviationFault, isEnough, leastExtent } from '../../shared/domain/control/deviation.ts';
import { orderStep, type OrderDeed } from '../../shared/domain/control/order-machine.ts';
import { inTransaction, type Client, type Pool } from '../../shared/platform/db/pool.ts';
import { addFindings } from '../../shared/platform/stores/finding.store.ts';
import {
  conditionOf,
  lockOrders,
  saveOrders,
  type LockedOrder,
  type OrderChange,
} from '../../shared/platform/stores/order.store.ts';
import { addDeviation, decideDeviation } from '../../shared/platform/stores/order-deviation.store.ts';
import { readOfficers } from '../../shared/platform/stores/order-workload.store.ts';
import type { Caller } from '../access/caller.ts';
import { RequestError } from '../http/errors.ts';
import type { Looker } from './look-ups.service.ts';
import { unknownOrder, type OrderView } from './order-view.ts';

/** An order with the copy of it that was acted on; without `revision` any copy will do. */
export interface OrderCopy {
  declarationNo: string;
  version: number;
  revision?: number;
}

/** What a deed wants, and all that goes with it in the same transaction. */
export interface WantedDeed extends Pick<OrderChange, 'names' | 'reason' | 'detail'> {
  deed: OrderDeed;
  /** Writes what belongs to it, once it is known that it may be done; answers what stands against it after all. */
  write?: () => Promise<RefusedOrderDeed['reason'] | null>;
  /** What else changes with it. */
  subjects?: readonly ChangeSubject[];
}

/** Thrown inside the transaction, so that nothing of the deed remains. */
class OrderRefused extends Error {
  readonly reason: RefusedOrderDeed['reason'];

  constructor(reason: RefusedOrderDeed['reason']) {
    super(reason);
    this.reason = reason;
  }
}

interface OrdersDeps {
  pool: Pool;
  view: OrderView;
  announce: Announce;
  now: () => number;
}

/**
 * Deeds on control orders. Each is decided by the machine on the order as it is when its lock is held, written with its
 * event in one transaction, and told of after the commit. Who is refused hears how the order stands and who was faster.
 */
export class OrdersService {
  readonly #deps: OrdersDeps;

  constructor(deps: OrdersDeps) {
    this.#deps = deps;
  }

  /** Gives an order to officers of its house, or back to the queue. */
  assign(looker: Looker, copy: OrderCopy, body: z.output<typeof orderAssignment>): Promise<OrderDetail> {
    const { officers, twoOfficers } = body;
    return this.do(looker, copy, async (order, client) => {
      const working = new Map(
        (await readOfficers(client, order.customsHouse)).map(({ id, name }) => [id, name]),
      );
      if (officers.some((id) => !working.has(id))) return 'no-officer';
      const deed = { action: 'assign', by: looker.caller.identity.id, officers, twoOfficers } as const;
      return {
        deed,
        names: working,
        reason: null,
        detail: { officers: officers.map((id) => working.get(id)) },
      };
    });
  }

  /** The caller takes an order, or joins the officer who has it. */
  take(looker: Looker, copy: OrderCopy): Promise<OrderDetail> {
    const { id, name } = looker.caller.identity;
    return this.do(looker, copy, () => ({
      deed: { action: 'take', by: id },
      names: new Map([[id, name]]),
      reason: null,
    }));
  }

  start(looker: Looker, copy: OrderCopy): Promise<OrderDetail> {
    return this.do(looker, copy, () => ({
      deed: { action: 'start', by: looker.caller.identity.id },
      reason: null,
    }));
  }

  askDeviation(
    looker: Looker,
    copy: OrderCopy,
    body: z.output<typeof deviationRequest>,
  ): Promise<OrderDetail> {
    const { kind, reason } = body;
    const by = personOf(looker.caller);
    return this.do(looker, copy, (order, client) => {
      const fault = deviationFault(kind, order);
      if (fault !== null) return fault;
      return {
        deed: { action: 'ask-deviation', by: by.id },
        reason,
        detail: { kind },
        write: async () => {
          await addDeviation(client, order, { kind, reason, by });
          return null;
        },
      };
    });
  }

  /** Agrees to a deviation or refuses it; an agreed `skip` releases the goods without a finding. */
  decideDeviation(
    looker: Looker,
    copy: OrderCopy,
    id: string,
    body: z.output<typeof deviationDecision>,
  ): Promise<OrderDetail> {
    const { approve, comment } = body;
    const by = personOf(looker.caller);
    return this.do(looker, copy, (order, client) => {
      if (order.deviationId !== id) return 'no-deviation';
      return {
        deed: { action: 'decide-deviation', by: by.id, approve, skips: order.deviationKind === 'skip' },
        reason: comment,
        detail: { kind: order.deviationKind, approved: approve },
        write: async () => {
          await decideDeviation(client, id, { approve, comment, by });
          return null;
        },
      };
    });
  }

  /** Answers an order: the finding is recorded the same way as one that another system sends. */
  recordFinding(looker: Looker, copy: OrderCopy, body: z.output<typeof orderFinding>): Promise<OrderDetail> {
    const { extent, result, discrepancies, disposition, reason } = body;
    const by = personOf(looker.caller);
    return this.do(looker, copy, (order, client) => {
      const approved = order.deviation === 'approved' ? order.deviationKind : null;
      if (!isEnough(extent, leastExtent(order.channel, approved))) return 'less-than-ordered';
      if (discrepancies.some(({ itemNo }) => itemNo !== undefined && !order.itemNos.includes(itemNo))) {
        return 'unknown-item';
      }
      const note = reason === '' ? null : reason;
      return {
        deed: { action: 'record-finding', by: by.id, disposition },
        reason: note,
        detail: { result, extent, disposition, ...(approved !== null && { deviation: approved }) },
        subjects: ['findings'],
        write: async () => {
          const { declarationNo, version } = order;
          const foundAt = new Date(this.#deps.now()).toISOString();
          const finding = {
            declarationNo,
            version,
            foundAt,
            result,
            discrepancies,
            disposition,
            extent,
            note,
          };
          const [added] = await addFindings(client, [finding], { id: `person:${by.id}`, name: by.name });
          return added!.outcome === 'recorded' ? null : 'answered';
        },
      };
    });
  }

  /** Lets held goods go. */
  release(looker: Looker, copy: OrderCopy, body: z.output<typeof orderRelease>): Promise<OrderDetail> {
    return this.do(looker, copy, () => ({
      deed: { action: 'release', by: looker.caller.identity.id },
      reason: body.reason,
    }));
  }

  /** Does one deed; `want` says what it is on the order as it stands, or what is against it. */
  async do(
    looker: Looker,
    copy: OrderCopy,
    want: (
      order: LockedOrder,
      client: Client,
    ) => WantedDeed | RefusedOrderDeed['reason'] | Promise<WantedDeed | RefusedOrderDeed['reason']>,
  ): Promise<OrderDetail> {
    const { declarationNo, version } = copy;
    try {
      const { house, subjects } = await inTransaction(this.#deps.pool, async (client) => {
        const [order] = await lockOrders(client, [copy]);
        if (order === undefined) throw unknownOrder(declarationNo);
        if (copy.revision !== undefined && order.revision !== copy.revision)
          throw new OrderRefused('changed');
        const wanted = await want(order, client);
        if (typeof wanted === 'string') throw new OrderRefused(wanted);
        const { deed, write, subjects: others = [], ...line } = wanted;
        const step = orderStep(conditionOf(order), deed);
        if (!step.ok) throw new OrderRefused(step.reason);
        const fault = await write?.();
        if (fault) throw new OrderRefused(fault);
        await saveOrders(client, [
          { order, to: step.order, action: deed.action, by: personOf(looker.caller), ...line },
        ]);
        return { house: order.customsHouse, subjects: ['orders', ...others] as const };
      });
      this.#deps.announce(
        subjects.map((subject) => ({
          subject,
          scope: `house:${house}`,
          keys: [`${declarationNo}/${version}`],
        })),
      );
    } catch (error) {
      if (!(error instanceof OrderRefused)) throw error;
      throw await this.#refusal(looker.caller, copy, error.reason);
    }
    return this.#deps.view.detail(looker, { declarationNo, version }, 'masked');
  }

  async #refusal(caller: Caller, copy: OrderCopy, reason: RefusedOrderDeed['reason']): Promise<RequestError> {
    const details: RefusedOrderDeed = { reason, ...(await this.#deps.view.standing(caller, copy)) };
    return reason === 'changed'
      ? new RequestError(409, 'order-changed', 'the order has changed since it was read', details)
      : new RequestError(409, 'not-possible', `this cannot be done to the order: ${reason}`, details);
  }
}

function personOf({ identity }: Caller): PersonRef {
  return { id: identity.id, name: identity.name };
}
