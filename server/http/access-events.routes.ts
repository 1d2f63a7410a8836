import {
  accessEventFilter,
  accessEventQuery,
  type AccessEventView,
} from '../../shared/contract/access-log.ts';
import { MAX_EXPORT_ROWS } from '../../shared/contract/enquiry.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import { AccessLogService } from '../services/access-log.service.ts';
import { sendCsv, type Cell } from './csv.ts';
import { route, type Route } from './route.ts';

/** `GET /api/access-events` and `GET /api/access-events.csv`: who did what, as far as the caller's places reach. */
export function accessEventsRoutes(deps: { pool: Pool; places: PlaceBook }): Route[] {
  const log = new AccessLogService(deps);
  return [
    route({
      method: 'get',
      path: '/api/access-events',
      query: accessEventQuery,
      access: { right: 'log.view' },
      handle: ({ caller, query }) => log.page(caller, query),
    }),
    route({
      method: 'get',
      path: '/api/access-events.csv',
      query: accessEventFilter,
      access: { right: 'log.view' },
      handle: ({ caller, query, response }) =>
        sendCsv(response, {
          name: 'access-log',
          header: Object.keys(COLUMNS),
          lots: inLots(log.all(caller, query, MAX_EXPORT_ROWS)),
          notice: `Only the newest ${MAX_EXPORT_ROWS} rows are here: narrow the filter for the rest`,
        }),
    }),
  ];
}

const COLUMNS: Record<string, (event: AccessEventView) => Cell> = {
  at: (event) => event.at,
  actor_kind: (event) => event.actor.kind,
  actor_id: (event) => event.actor.id,
  actor_name: (event) => event.actor.name,
  action: (event) => event.action,
  subject: (event) => event.subject,
  scope: (event) => event.scope,
  address: (event) => event.address,
  detail: (event) => (event.detail === null ? null : JSON.stringify(event.detail)),
  id: (event) => event.id,
};

async function* inLots(pages: AsyncGenerator<AccessEventView[], boolean>): AsyncGenerator<Cell[][], boolean> {
  for (;;) {
    const page = await pages.next();
    if (page.done === true) return page.value;
    yield page.value.map((event) => Object.values(COLUMNS).map((cell) => cell(event)));
  }
}
