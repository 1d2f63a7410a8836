import { z } from 'zod';
import type { FlowExpectationView } from '../../shared/contract/flow-expectation.ts';
import { parseScope, type ScopeId } from '../../shared/domain/access/scope.ts';
import { FLOW_MEASURES } from '../../shared/domain/metrics/expected-flow.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { timeZoneOf, type PlaceBook } from '../../shared/platform/place-book.ts';
import { readFlowExpectation } from '../services/flow-expectation.service.ts';
import { route, type Route } from './route.ts';

const query = z.strictObject({
  scope: z
    .string()
    .refine((text) => parseScope(text) !== null, 'expected national, district:CODE or house:CODE')
    .transform((text) => text as ScopeId),
  measure: z.enum(FLOW_MEASURES).default('declarations'),
});

/**
 * `GET /api/flow-expectation?scope=&measure=`: the last 48 hours of a place, each with what is usual at this hour of
 * the week and the limits beyond which an alarm is raised at a customs house.
 */
export function flowExpectationRoutes(deps: { pool: Pool; places: PlaceBook }): Route[] {
  const { pool, places } = deps;
  return [
    route({
      method: 'get',
      path: '/api/flow-expectation',
      query,
      access: {
        right: 'board.view',
        scope: ({ query: { scope } }) => (places.isKnownScope(scope) ? scope : null),
      },
      handle: ({ query: { scope, measure }, caller }): Promise<FlowExpectationView> =>
        readFlowExpectation(pool, caller.scopesWith('board.view'), {
          scope,
          measure,
          timeZone: timeZoneOf(places.places, scope),
          now: Date.now(),
        }),
    }),
  ];
}
