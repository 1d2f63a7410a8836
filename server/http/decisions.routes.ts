import { z } from 'zod';
import type { Announce } from '../../shared/contract/changes.ts';
import {
  channelChangeRequest,
  reExecution,
  type ChannelChanges,
  type ExplanationView,
  type ReExecutionView,
} from '../../shared/contract/decisions.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { explainDeclaration } from '../services/explanation.service.ts';
import { LookUps, type Looker } from '../services/look-ups.service.ts';
import { reExecuteDeclaration } from '../services/re-execution.service.ts';
import { reroute } from '../services/re-routing.service.ts';
import { RulesetLibrary } from '../services/ruleset-library.ts';
import { route, type Call, type Route } from './route.ts';

const explanationQuery = z.strictObject({
  version: z
    .string()
    .regex(/^[1-9]\d{0,5}$/, 'expected the number of a version')
    .transform(Number)
    .optional(),
  persons: z.enum(['masked', 'shown']).default('masked'),
});

const looker = ({ caller, request }: Pick<Call<unknown, unknown>, 'caller' | 'request'>): Looker => ({
  caller,
  address: request.ip,
});

/**
 * Decisions after they were made: `GET /api/declarations/:declarationNo/explanation` says why,
 * `POST /api/declarations/:declarationNo/re-execute` makes one again, `POST /api/channel-changes` sends declarations to
 * another channel. A number that holds slashes is escaped: it could end in one of these words.
 */
export function decisionsRoutes(deps: { pool: Pool; announce: Announce }): Route[] {
  const { pool } = deps;
  const rulesets = new RulesetLibrary(pool);
  const lookUps = new LookUps({ pool, now: () => Date.now() });
  return [
    route({
      method: 'get',
      path: '/api/declarations/*declarationNo/explanation',
      query: explanationQuery,
      access: { right: 'declarations.view' },
      handle: (call): Promise<ExplanationView> => {
        const { declarationNo = '' } = call.params;
        const { version, persons } = call.query;
        return explainDeclaration({ pool, rulesets, lookUps }, looker(call), {
          declarationNo,
          version,
          persons,
        });
      },
    }),
    route({
      method: 'post',
      path: '/api/declarations/*declarationNo/re-execute',
      body: reExecution,
      access: { right: 'declarations.view' },
      handle: ({ caller, params, body }): Promise<ReExecutionView> => {
        const { declarationNo = '' } = params;
        return reExecuteDeclaration({ pool, rulesets }, caller, { declarationNo, version: body.version });
      },
    }),
    route({
      method: 'post',
      path: '/api/channel-changes',
      body: channelChangeRequest,
      access: { right: 'channels.reroute' },
      handle: (call): Promise<ChannelChanges> => reroute(deps, looker(call), call.body),
    }),
  ];
}
