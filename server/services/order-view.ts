import type { OrderDetail, OrderPage, OrderRow, OrdersQuery } from '../../shared/contract/orders.ts';
import type { Right } from '../../shared/domain/access/right.ts';
import { maskTexts } from '../../shared/domain/access/personal-data.ts';
import type { Instruction } from '../../shared/domain/control/order.ts';
import { orderStep, type OrderAction, type OrderDeed } from '../../shared/domain/control/order-machine.ts';
import { leastExtent } from '../../shared/domain/control/deviation.ts';
import { limitGround, TIME_LIMITS } from '../../shared/domain/control/time-limit.ts';
import type { Channel } from '../../shared/domain/channel/channel.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { readAs } from '../../shared/platform/db/read-as.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import { readDeclaration, type StoredVersion } from '../../shared/platform/stores/declaration.store.ts';
import { findOrder, type VersionKey } from '../../shared/platform/stores/order.store.ts';
import {
  readAttachments,
  readDeviations,
  readFinding,
  readMandatory,
  readOrderEvents,
  type StoredDeviation,
  type StoredFinding,
  type StoredOrderEvent,
} from '../../shared/platform/stores/order-detail.store.ts';
import {
  countOrders,
  readOrder,
  readOrders,
  type StoredOrder,
} from '../../shared/platform/stores/order-list.store.ts';
import type { Caller } from '../access/caller.ts';
import { RequestError } from '../http/errors.ts';
import type { ProfileTitle, ProfileTitles } from '../live/profile-titles.ts';
import { orderCursor } from './enquiry-cursor.ts';
import type { Looker, LookUps } from './look-ups.service.ts';
import { shownPlaces } from './scope-houses.ts';
import { showVersions } from './show-versions.ts';

/** Instructions whose names a row carries. */
const ROW_INSTRUCTIONS = 3;
/** Events of one order that its detail carries. */
const MOST_EVENTS = 500;
const USUAL_PAGE = 50;

interface OrderViewDeps {
  pool: Pool;
  places: PlaceBook;
  lookUps: LookUps;
  titles: ProfileTitles;
  now: () => number;
}

/** Control orders as callers may see them. */
export class OrderView {
  readonly #deps: OrderViewDeps;

  constructor(deps: OrderViewDeps) {
    this.#deps = deps;
  }

  /** One page of the orders at the caller's places. */
  async list(caller: Caller, query: OrdersQuery): Promise<OrderPage> {
    const { pool, places } = this.#deps;
    const { scope, mine, limit = USUAL_PAGE, after, ...filter } = query;
    const { scopes, houses } = shownPlaces(caller, 'orders.view', scope, places);
    const now = new Date(this.#deps.now());
    const { rows, counts } = await readAs(pool, scopes, async (client) => ({
      rows: await readOrders(client, {
        ...filter,
        houses,
        officer: mine === true ? caller.identity.id : undefined,
        now,
        after: after === undefined ? undefined : orderCursor.read(after),
        limit: limit + 1,
      }),
      counts: await countOrders(client, houses, now),
    }));
    const titles = await this.#deps.titles.refresh(pool);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      orders: page.map((row) => toRow(row, titles, now.getTime())),
      counts,
      next: rows.length > limit && last !== undefined ? orderCursor.write(last.key) : null,
      now: now.getTime(),
    };
  }

  /** One order with all that belongs to it; throws where there is none to be seen. */
  async detail(
    looker: Looker,
    asked: { declarationNo: string; version: number | undefined },
    persons: 'masked' | 'shown',
  ): Promise<OrderDetail> {
    const { pool, lookUps, titles, now } = this.#deps;
    const scopes = looker.caller.scopesWith('orders.view');
    const read = await readAs(pool, scopes, async (client) => {
      const found = await findOrder(client, asked.declarationNo, asked.version);
      if (found === null) return null;
      const key = { declarationNo: asked.declarationNo, version: found.version };
      const order = await readOrder(client, key.declarationNo, key.version);
      const versions = await readDeclaration(client, key.declarationNo);
      const version = versions.find((one) => one.version === key.version);
      if (order === null || version === undefined) return null;
      return {
        order,
        version,
        deviations: await readDeviations(client, key),
        attachments: await readAttachments(client, key),
        mandatory: await readMandatory(client, key),
        finding: await readFinding(client, key),
        events: await readOrderEvents(client, key, MOST_EVENTS),
      };
    });
    if (read === null) throw unknownOrder(asked.declarationNo);
    const { declarationNo } = asked;
    const wanted = persons === 'shown';
    const [shown] = await showVersions(looker, lookUps, { declarationNo, stored: [read.version], wanted });
    const named = await titles.refresh(pool);
    const strike = <T>(value: T): T =>
      shown!.persons === 'shown' ? value : maskTexts(value, read.version.declaration);
    const row = toRow(read.order, named, now());
    const floor = floorOf(read.version);
    const approved = read.deviations.find(({ state }) => state === 'approved') ?? null;
    return {
      order: row,
      dueReason: TIME_LIMITS[limitGround({ ...read.order.row, floor })].reason,
      status: shown!.status,
      instructions: (shown!.controlOrder?.instructions ?? []).map((instruction) => ({
        ...instruction,
        titleZh: strike(titleZhOf(instruction, named)),
      })),
      why: {
        score: read.order.row.score,
        reasons: shown!.decision?.reasons ?? [],
        hits: shown!.hits.flatMap(({ shadow, ...hit }) =>
          shadow ? [] : { ...hit, mandatory: read.mandatory.has(hit.profile) },
        ),
      },
      declaration: shown!.declaration,
      persons: shown!.persons,
      attachments: read.attachments.map(({ at, ...attachment }) => ({ ...attachment, at: at.getTime() })),
      deviations: read.deviations.map((deviation) => strike(deviationView(deviation))),
      leastExtent: leastExtent(
        read.order.row.channel,
        read.order.row.deviation === 'approved' ? (approved?.kind ?? null) : null,
      ),
      finding: read.finding && strike(findingView(read.finding)),
      events: read.events.map((event) => strike(eventView(event))),
      may: deedsOf(looker.caller, read.order.row, read.deviations[0] ?? null, read.finding !== null),
    };
  }

  /** How an order stands and what changed it last, for who was refused; throws where it is not to be seen. */
  async standing(
    caller: Caller,
    key: VersionKey,
  ): Promise<{ order: OrderRow; last: { action: OrderAction; by: string | null; at: number } | null }> {
    const { pool, titles, now } = this.#deps;
    const { order, events } = await readAs(pool, caller.scopesWith('orders.view'), async (client) => ({
      order: await readOrder(client, key.declarationNo, key.version),
      events: await readOrderEvents(client, key, 1),
    }));
    if (order === null) throw unknownOrder(key.declarationNo);
    const [last] = events;
    return {
      order: toRow(order, await titles.refresh(pool), now()),
      last: last === undefined ? null : { action: last.action, by: last.by, at: last.at.getTime() },
    };
  }
}

/** An order that is not there, or out of sight: the two are not told apart. */
export function unknownOrder(declarationNo: string): RequestError {
  return new RequestError(404, 'unknown-order', `no control order for "${declarationNo.slice(0, 64)}"`);
}

/** The words of titles are the administration's own; what they repeat of a person's is struck out. */
function toRow(stored: StoredOrder, titles: ReadonlyMap<string, ProfileTitle>, now: number): OrderRow {
  const { row, instructions, persons } = stored;
  const { orderedAt, dueAt, startedAt, closedAt } = stored;
  const orderedFor = instructions.slice(0, ROW_INSTRUCTIONS).map((instruction) => {
    const { source, profile, title } = instruction;
    return { source, profile, title, titleZh: titleZhOf(instruction, titles) };
  });
  return {
    ...row,
    orderedAt: orderedAt.getTime(),
    dueAt: dueAt.getTime(),
    overdue: (closedAt?.getTime() ?? now) > dueAt.getTime(),
    orderedFor: maskTexts(orderedFor, persons),
    instructionCount: instructions.length,
    startedAt: startedAt?.getTime() ?? null,
    closedAt: closedAt?.getTime() ?? null,
  };
}

function titleZhOf({ profile }: Instruction, titles: ReadonlyMap<string, ProfileTitle>): string | null {
  return (profile === null ? undefined : titles.get(profile)?.titleZh) ?? null;
}

function floorOf({ decision }: StoredVersion): Channel {
  return (decision?.explanation as { floor?: Channel } | undefined)?.floor ?? 'red';
}

function deviationView({
  askedAt,
  decidedBy,
  decidedAt,
  comment,
  ...deviation
}: StoredDeviation): OrderDetail['deviations'][number] {
  const decision =
    decidedBy === null || decidedAt === null
      ? null
      : {
          approved: deviation.state === 'approved',
          by: decidedBy,
          at: decidedAt.getTime(),
          comment: comment ?? '',
        };
  return { ...deviation, askedAt: askedAt.getTime(), decision };
}

function findingView({
  foundAt,
  recordedAt,
  ...finding
}: StoredFinding): NonNullable<OrderDetail['finding']> {
  return { ...finding, foundAt: foundAt.toISOString(), recordedAt: recordedAt.toISOString() };
}

function eventView({ at, ...event }: StoredOrderEvent): OrderDetail['events'][number] {
  return { ...event, at: at.getTime() };
}

/** What is tried to learn what may be done: the right it needs, and a deed of its kind. */
const DEEDS: readonly { right: Right; deed: (order: StoredOrder['row']) => OrderDeed & { by: null } }[] = [
  {
    right: 'orders.approve',
    deed: ({ twoOfficers }) => ({ action: 'assign', by: null, officers: [], twoOfficers }),
  },
  { right: 'orders.work', deed: () => ({ action: 'take', by: null }) },
  { right: 'orders.work', deed: () => ({ action: 'start', by: null }) },
  { right: 'orders.work', deed: () => ({ action: 'attach', by: null }) },
  { right: 'orders.work', deed: () => ({ action: 'ask-deviation', by: null }) },
  {
    right: 'orders.approve',
    deed: () => ({ action: 'decide-deviation', by: null, approve: false, skips: false }),
  },
  { right: 'findings.record', deed: () => ({ action: 'record-finding', by: null, disposition: 'released' }) },
  { right: 'orders.approve', deed: () => ({ action: 'release', by: null }) },
];

function deedsOf(
  caller: Caller,
  order: StoredOrder['row'],
  newest: StoredDeviation | null,
  answered: boolean,
): OrderDetail['may'] {
  const condition = {
    ...order,
    officers: order.officers.map(({ id }) => id),
    deviationBy: newest?.askedBy.id ?? null,
    answered,
  };
  const may: OrderDetail['may'] = {};
  for (const { right, deed } of DEEDS) {
    if (!caller.may(right, `house:${order.customsHouse}`)) continue;
    const tried = deed(order);
    if (orderStep(condition, { ...tried, by: caller.identity.id }).ok) may[tried.action] = true;
  }
  return may;
}
