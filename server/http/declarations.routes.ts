import { Router } from 'express';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { readDeclaration } from '../../shared/platform/stores/declaration.store.ts';
import type { BacklogGauge } from '../services/backlog-gauge.ts';
import type { IntakeService } from '../services/intake.service.ts';
import { readDelivery } from './delivery.ts';
import { RequestError } from './errors.ts';

/** `POST /api/declarations` lodges; `GET /api/declarations/:declarationNo` tells what became of one. */
export function declarationsRoutes(deps: {
  pool: Pool;
  intake: IntakeService;
  backlog: BacklogGauge;
}): Router {
  const router = Router();

  router.post('/api/declarations', async (request, response) => {
    deps.backlog.check();
    const receipt = await deps.intake.lodge(await readDelivery(request));
    response.status(202).json(receipt);
  });

  router.get('/api/declarations/*declarationNo', async (request, response) => {
    const declarationNo = (request.params.declarationNo as unknown as string[]).join('/');
    // Postgres knows no text with NUL.
    const versions = declarationNo.includes('\0') ? [] : await readDeclaration(deps.pool, declarationNo);
    const newest = versions[0];
    if (newest === undefined) {
      throw new RequestError(404, 'unknown-declaration', `no declaration has the number "${declarationNo}"`);
    }
    response.json({ declarationNo, ...newest, versions });
  });

  return router;
}
