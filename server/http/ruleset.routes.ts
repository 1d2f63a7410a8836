import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { rulesetSchema } from '../../shared/domain/ruleset/ruleset-schema.ts';
import { writeRuleset } from '../../shared/domain/ruleset/write-ruleset.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { readRulesetAt, readRulesetNumber } from '../../shared/platform/stores/ruleset.store.ts';
import type { RulesetImportsService } from '../services/ruleset-imports.service.ts';
import { RequestError } from './errors.ts';
import { openRoute, route, type Route } from './route.ts';
import { askerOf, whole } from './ruleset-bodies.ts';

/** Largest file that is taken; larger ones are loaded on the machine (`npm run ruleset -- load`). */
const FILE_LIMIT = '20mb';

const file = z.strictObject({
  $schema: z.unknown().optional(),
  format: z.unknown().optional(),
  profiles: z.unknown().optional(),
  lists: z.unknown().optional(),
  policy: z.unknown().optional(),
});
const decision = z.strictObject({
  step: z.enum(['approve', 'return']),
  reason: z.string().trim().min(1).max(2000),
});

/**
 * `/api/ruleset`: a whole ruleset as one file. It is the nation's, since a file without what somebody cannot see would
 * say, when it is handed in again, that all of that is to be retired.
 */
export function rulesetFileRoutes(deps: { pool: Pool; imports: RulesetImportsService }): Route[] {
  const national = (): ScopeId => 'national';
  const view = { right: 'profiles.view', scope: national } as const;
  const path = '/api/ruleset';
  return [
    route({
      method: 'get',
      path,
      query: z.strictObject({ version: whole(1).optional() }),
      access: view,
      handle: async ({ query, response }) => {
        const version = query.version ?? (await readRulesetNumber(deps.pool));
        const ruleset = version === null ? null : await readRulesetAt(deps.pool, version);
        if (ruleset === null) throw new RequestError(404, 'not-found', 'there is no such ruleset version');
        response.status(200).set({
          'Content-Type': 'application/json; charset=utf-8',
          'Content-Disposition': `attachment; filename="ruleset-${version}.json"`,
          'Ruleset-Version': String(version),
        });
        await pipeline(Readable.from(writeRuleset(ruleset)), response);
      },
    }),
    openRoute({
      method: 'get',
      path: `${path}/schema`,
      access: { open: 'the form of a file holds nothing of anybody' },
      handle: () => rulesetSchema(),
    }),
    route({
      method: 'get',
      path: `${path}/imports`,
      access: view,
      handle: async ({ caller }) => ({ imports: await deps.imports.list(caller) }),
    }),
    route({
      method: 'post',
      path: `${path}/imports`,
      body: file,
      bodyLimit: FILE_LIMIT,
      query: z.strictObject({ note: z.string().trim().min(1).max(2000) }),
      status: 201,
      access: { right: 'profiles.edit', scope: national },
      handle: (call) => deps.imports.handIn(call.body, call.query.note, askerOf(call)),
    }),
    route({
      method: 'get',
      path: `${path}/imports/:id`,
      access: view,
      handle: ({ caller, params }) => deps.imports.one(params['id']!, caller),
    }),
    route({
      method: 'post',
      path: `${path}/imports/:id/steps`,
      body: decision,
      access: view,
      handle: (call) =>
        deps.imports.decide(call.params['id']!, call.body.step, call.body.reason, askerOf(call)),
    }),
  ];
}
