import { auditQuery } from '../../shared/contract/audit.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import { AuditService } from '../services/audit.service.ts';
import { route, type Route } from './route.ts';

/** The log of actions: `GET /api/audit-events` searches it, `GET /api/audit-chain` tells how far it is linked. */
export function auditRoutes(deps: { pool: Pool; places: PlaceBook }): Route[] {
  const audit = new AuditService(deps);
  return [
    route({
      method: 'get',
      path: '/api/audit-events',
      query: auditQuery,
      access: { right: 'audit.view' },
      handle: ({ caller, query }) => audit.page(caller, query),
    }),
    route({
      method: 'get',
      path: '/api/audit-chain',
      access: { right: 'audit.view' },
      handle: () => audit.chain(),
    }),
  ];
}
