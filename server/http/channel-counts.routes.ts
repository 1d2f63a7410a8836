import { z } from 'zod';
import { parseScope, partsOf, type ScopeId } from '../../shared/domain/access/scope.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { readAs } from '../../shared/platform/db/read-as.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import { readChannelCounts } from '../../shared/platform/stores/flow.store.ts';
import { route, type Route } from './route.ts';

const query = z.strictObject({
  scope: z
    .string()
    .refine((text) => parseScope(text) !== null, 'expected national, district:CODE or house:CODE')
    .default('national')
    .transform((text) => text as ScopeId),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
});

/**
 * `GET /api/channel-counts?scope=&from=&to=`: decisions by channel in a place and a span of time, `from` included
 * and `to` not; counted to the 10 s of the decision. Without a span: all there are.
 */
export function channelCountsRoutes(deps: { pool: Pool; places: PlaceBook }): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/channel-counts',
      query,
      access: {
        right: 'board.view',
        scope: ({ query: { scope } }) => (deps.places.isKnownScope(scope) ? scope : null),
      },
      handle: async ({ query: { scope, from, to }, caller }) => {
        const { level, code } = partsOf(scope);
        const counts = await readAs(deps.pool, caller.scopesWith('board.view'), (client) =>
          readChannelCounts(client, {
            ...(level === 'district' && { district: code }),
            ...(level === 'house' && { house: code }),
            ...(from !== undefined && { from: new Date(from) }),
            ...(to !== undefined && { to: new Date(to) }),
          }),
        );
        return { scope, from: from ?? null, to: to ?? null, ...counts };
      },
    }),
  ];
}
