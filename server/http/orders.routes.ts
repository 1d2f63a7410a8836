import { z } from 'zod';
import type { Announce } from '../../shared/contract/changes.ts';
import {
  assignByWorkload,
  attachmentQuery,
  deviationDecision,
  deviationRequest,
  orderAssignment,
  orderFinding,
  orderPerformanceQuery,
  orderQuery,
  orderRelease,
  ordersQuery,
  orderStart,
  orderTaking,
} from '../../shared/contract/orders.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { readAs } from '../../shared/platform/db/read-as.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import { readAttachment } from '../../shared/platform/stores/attachment.store.ts';
import { findOrder } from '../../shared/platform/stores/order.store.ts';
import { readWorkload } from '../../shared/platform/stores/order-workload.store.ts';
import { ProfileTitles } from '../live/profile-titles.ts';
import { LookUps, type Looker } from '../services/look-ups.service.ts';
import { assignHouse } from '../services/order-assignment.service.ts';
import { OrderAttachments } from '../services/order-attachments.service.ts';
import { orderPerformance } from '../services/order-performance.service.ts';
import { OrderView } from '../services/order-view.ts';
import { OrdersService } from '../services/orders.service.ts';
import { sendAttachment } from './send-attachment.ts';
import { RequestError } from './errors.ts';
import { route, type Call, type Route } from './route.ts';

const looker = ({ caller, request }: Pick<Call<unknown, unknown>, 'caller' | 'request'>): Looker => ({
  caller,
  address: request.ip,
});

const numberOf = ({ params }: { params: Record<string, string> }) => params['declarationNo'] ?? '';
const workloadQuery = z.strictObject({ house: z.string().min(1).max(20) });

/**
 * Control orders: `GET /api/orders` is the queue, `GET /api/orders/:declarationNo` one order, and every deed is a route
 * beneath it that answers with the order as it is afterwards. A number that holds slashes is escaped.
 */
export function ordersRoutes(deps: { pool: Pool; places: PlaceBook; announce: Announce }): Route[] {
  const { pool, places, announce } = deps;
  const now = () => Date.now();
  const titles = new ProfileTitles();
  const view = new OrderView({ pool, places, lookUps: new LookUps({ pool, now }), titles, now });
  const orders = new OrdersService({ pool, view, announce, now });
  const attachments = new OrderAttachments(orders);
  const one = '/api/orders/*declarationNo';
  const houseScope = (house: string): ScopeId | null =>
    places.isKnownHouse(house) ? `house:${house}` : null;
  /** The house of the order that a deed names. */
  const scope = async (call: {
    params: Record<string, string>;
    body?: { version: number } | undefined;
    query?: { version: number } | undefined;
  }): Promise<ScopeId | null> => {
    const found = await findOrder(pool, numberOf(call), (call.body ?? call.query)?.version);
    return found && `house:${found.customsHouse}`;
  };
  const copyOf = <Body extends { version: number; revision: number }>(call: {
    params: Record<string, string>;
    body: Body;
  }) => ({ declarationNo: numberOf(call), version: call.body.version, revision: call.body.revision });

  return [
    route({
      method: 'get',
      path: '/api/orders',
      query: ordersQuery,
      access: { right: 'orders.view' },
      handle: ({ caller, query }) => view.list(caller, query),
    }),
    route({
      method: 'get',
      path: '/api/order-workload',
      query: workloadQuery,
      access: { right: 'orders.approve', scope: ({ query }) => houseScope(query.house) },
      handle: ({ query }) => readWorkload(pool, query.house),
    }),
    route({
      method: 'get',
      path: '/api/order-performance',
      query: orderPerformanceQuery,
      access: { right: 'orders.view' },
      handle: ({ caller, query }) => orderPerformance(caller, query, { pool, places, titles, now }),
    }),
    route({
      method: 'post',
      path: '/api/order-assignments',
      body: assignByWorkload,
      access: { right: 'orders.approve', scope: ({ body }) => houseScope(body.house) },
      handle: ({ caller, body }) => assignHouse(caller, body, { pool, announce }),
    }),
    route({
      method: 'post',
      path: `${one}/assignment`,
      body: orderAssignment,
      access: { right: 'orders.approve', scope },
      handle: (call) => orders.assign(looker(call), copyOf(call), call.body),
    }),
    route({
      method: 'post',
      path: `${one}/taking`,
      body: orderTaking,
      access: { right: 'orders.work', scope },
      handle: (call) => orders.take(looker(call), copyOf(call)),
    }),
    route({
      method: 'post',
      path: `${one}/start`,
      body: orderStart,
      access: { right: 'orders.work', scope },
      handle: (call) => orders.start(looker(call), copyOf(call)),
    }),
    route({
      method: 'post',
      path: `${one}/attachments`,
      query: attachmentQuery,
      access: { right: 'orders.work', scope },
      status: 201,
      handle: (call) => {
        const { request, query } = call;
        return attachments.add(looker(call), {
          declarationNo: numberOf(call),
          version: query.version,
          name: query.name,
          itemNo: query.itemNo,
          type: request.headers['content-type'],
          length: request.headers['content-length'],
          body: request,
        });
      },
    }),
    route({
      method: 'get',
      path: `${one}/attachments/:id`,
      access: { right: 'orders.view' },
      handle: async ({ caller, params, response }) => {
        const { id = '', declarationNo = '' } = params;
        const found = /^\d{1,18}$/.test(id)
          ? await readAs(pool, caller.scopesWith('orders.view'), (client) =>
              readAttachment(client, declarationNo, id),
            )
          : null;
        if (found === null) throw new RequestError(404, 'not-found', 'the order has no such attachment');
        sendAttachment(response, found);
      },
    }),
    route({
      method: 'post',
      path: `${one}/deviations`,
      body: deviationRequest,
      access: { right: 'orders.work', scope },
      handle: (call) => orders.askDeviation(looker(call), copyOf(call), call.body),
    }),
    route({
      method: 'post',
      path: `${one}/deviations/:id/decision`,
      body: deviationDecision,
      access: { right: 'orders.approve', scope },
      handle: (call) =>
        orders.decideDeviation(looker(call), copyOf(call), call.params['id'] ?? '', call.body),
    }),
    route({
      method: 'post',
      path: `${one}/finding`,
      body: orderFinding,
      bodyLimit: '256kb',
      access: { right: 'findings.record', scope },
      handle: (call) => orders.recordFinding(looker(call), copyOf(call), call.body),
    }),
    route({
      method: 'post',
      path: `${one}/release`,
      body: orderRelease,
      access: { right: 'orders.approve', scope },
      handle: (call) => orders.release(looker(call), copyOf(call), call.body),
    }),
    // After the parts of an order, whose number may hold slashes.
    route({
      method: 'get',
      path: one,
      query: orderQuery,
      access: { right: 'orders.view' },
      handle: (call) =>
        view.detail(
          looker(call),
          { declarationNo: numberOf(call), version: call.query.version },
          call.query.persons,
        ),
    }),
  ];
}
