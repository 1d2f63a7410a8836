import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Express } from 'express';
import helmet from 'helmet';
import type { Pool } from '../shared/platform/db/pool.ts';
import type { Logger } from '../shared/platform/log.ts';
import type { ServerMetrics } from '../shared/platform/metrics.ts';
import { channelCountsRoutes } from './http/channel-counts.routes.ts';
import { declarationsRoutes } from './http/declarations.routes.ts';
import { errorMap, RequestError } from './http/errors.ts';
import { operationsRoutes } from './http/operations.routes.ts';
import { placesRoutes } from './http/places.routes.ts';
import type { BacklogGauge } from './services/backlog-gauge.ts';
import type { IntakeService } from './services/intake.service.ts';
import type { PlaceBook } from '../shared/platform/place-book.ts';

/** The HTTP application, without a port. `webRoot` holds the built web app. */
export function createApp(deps: {
  pool: Pool;
  intake: IntakeService;
  backlog: BacklogGauge;
  places: PlaceBook;
  metrics: ServerMetrics;
  isReady: () => Promise<string[]>;
  webRoot: string;
  log: Logger;
}): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(
    helmet({
      contentSecurityPolicy: {
        directives: {
          'script-src': ["'self'"],
          'style-src': ["'self'", "'unsafe-inline'"],
          'upgrade-insecure-requests': null,
        },
      },
    }),
  );
  app.use(operationsRoutes(deps));
  app.use(declarationsRoutes(deps));
  app.use(placesRoutes(deps));
  app.use(channelCountsRoutes(deps));
  app.use('/api', (request, _response) => {
    throw new RequestError(
      404,
      'not-found',
      `nothing is served at ${request.method} ${request.originalUrl.split('?')[0]}`,
    );
  });

  const page = join(deps.webRoot, 'index.html');
  app.use(
    '/assets',
    express.static(join(deps.webRoot, 'assets'), { immutable: true, maxAge: '1y', fallthrough: false }),
  );
  app.use(express.static(deps.webRoot, { index: false, maxAge: 0 }));
  app.get('/', (_request, response) => response.redirect('/board'));
  app.get('/*path', (_request, response) => {
    if (!existsSync(page)) {
      throw new RequestError(503, 'web-app-missing', 'the web app has not been built: run "npm run build"');
    }
    response.set('Cache-Control', 'no-cache').sendFile(page);
  });
  app.use((request) => {
    throw new RequestError(404, 'not-found', `nothing is served at ${request.method} ${request.path}`);
  });
  app.use(errorMap(deps.log));
  return app;
}
