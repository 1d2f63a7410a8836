import type { Announce } from '../../shared/contract/changes.ts';
import { findingsBody } from '../../shared/contract/findings.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { recordFindings } from '../services/findings.service.ts';
import { route, type Route } from './route.ts';

/** `POST /api/findings` records what inspections found, at the customs houses of the caller alone. */
export function findingsRoutes({ pool, announce }: { pool: Pool; announce: Announce }): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/findings',
      body: findingsBody,
      bodyLimit: '1mb',
      access: { right: 'findings.record' },
      handle: ({ caller, body }) =>
        recordFindings(caller, body.findings, { pool, announce, now: () => Date.now() }),
    }),
  ];
}
