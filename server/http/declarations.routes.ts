import type { Pool } from '../../shared/platform/db/pool.ts';
import { readAs } from '../../shared/platform/db/read-as.ts';
import { readDeclaration } from '../../shared/platform/stores/declaration.store.ts';
import type { BacklogGauge } from '../services/backlog-gauge.ts';
import type { IntakeService } from '../services/intake.service.ts';
import { readDelivery } from './delivery.ts';
import { RequestError } from './errors.ts';
import { route, type Route } from './route.ts';

/** `POST /api/declarations` lodges; `GET /api/declarations/:declarationNo` tells what became of one. */
export function declarationsRoutes(deps: {
  pool: Pool;
  intake: IntakeService;
  backlog: BacklogGauge;
}): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/declarations',
      access: { right: 'declarations.lodge' },
      status: 202,
      handle: async ({ request, caller }) => {
        deps.backlog.check();
        const mayLodgeAt = (house: string) => caller.may('declarations.lodge', `house:${house}`);
        return deps.intake.lodge(await readDelivery(request), { mayLodgeAt });
      },
    }),
    route({
      method: 'get',
      path: '/api/declarations/*declarationNo',
      access: { right: 'declarations.view' },
      handle: async ({ params, caller }) => {
        const { declarationNo = '' } = params;
        const scopes = caller.scopesWith('declarations.view');
        // Postgres knows no text with NUL.
        const versions = declarationNo.includes('\0')
          ? []
          : await readAs(deps.pool, scopes, (client) => readDeclaration(client, declarationNo));
        const newest = versions[0];
        if (newest === undefined) {
          throw new RequestError(
            404,
            'unknown-declaration',
            `no declaration has the number "${declarationNo}"`,
          );
        }
        return { declarationNo, ...newest, versions };
      },
    }),
  ];
}
