import { Router } from 'express';
import type { ServerMetrics } from '../../shared/platform/metrics.ts';

/** `/healthz`: the process lives; `/readyz`: it can serve; `/metrics`: Prometheus. */
export function operationsRoutes(deps: { isReady: () => Promise<string[]>; metrics: ServerMetrics }): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.type('text').send('ok\n');
  });
  router.get('/readyz', async (_request, response) => {
    const missing = await deps.isReady();
    response
      .status(missing.length === 0 ? 200 : 503)
      .json({ ready: missing.length === 0, ...(missing.length > 0 && { missing }) });
  });
  router.get('/metrics', async (_request, response) => {
    response.type(deps.metrics.registry.contentType).send(await deps.metrics.registry.metrics());
  });
  return router;
}
