import type { ServerMetrics } from '../../shared/platform/metrics.ts';
import { openRoute, route, type Route } from './route.ts';

/** `/healthz`: the process lives; `/readyz`: it can serve; `/metrics`: Prometheus. */
export function operationsRoutes(deps: {
  isReady: () => Promise<string[]>;
  metrics: ServerMetrics;
}): Route[] {
  return [
    openRoute({
      method: 'get',
      path: '/healthz',
      access: { open: 'load balancers ask, and it says nothing' },
      handle: ({ response }) => void response.type('text').send('ok\n'),
    }),
    openRoute({
      method: 'get',
      path: '/readyz',
      access: { open: 'load balancers ask, and it names parts of the system only' },
      handle: async ({ response }) => {
        const missing = await deps.isReady();
        response.status(missing.length === 0 ? 200 : 503);
        return void response.json({ ready: missing.length === 0, ...(missing.length > 0 && { missing }) });
      },
    }),
    route({
      method: 'get',
      path: '/metrics',
      access: { right: 'metrics.view', scope: () => 'national' },
      handle: async ({ response }) =>
        void response.type(deps.metrics.registry.contentType).send(await deps.metrics.registry.metrics()),
    }),
  ];
}
