import { completionQuery, type Completion } from '../../shared/contract/completions.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { readAs } from '../../shared/platform/db/read-as.ts';
import { readCompletions } from '../../shared/platform/stores/completion.store.ts';
import { route, type Route } from './route.ts';

/** `GET /api/completions` proposes values of a field to who writes a condition, from the profiles that they see. */
export function completionsRoutes({ pool }: { pool: Pool }): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/completions',
      query: completionQuery,
      access: { right: 'profiles.view' },
      handle: ({ caller, query }): Promise<Completion[]> =>
        readAs(pool, caller.scopesWith('profiles.view'), (client) => readCompletions(client, query)),
    }),
  ];
}
