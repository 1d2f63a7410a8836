import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Express } from 'express';
import helmet from 'helmet';
import type { Logger } from '../shared/platform/log.ts';
import type { Identify } from './access/access.ts';
import { noteClientAddress } from './http/client-address.ts';
import { errorMap, RequestError } from './http/errors.ts';
import { mountRoutes } from './http/mount-routes.ts';
import type { Route } from './http/route.ts';
import type { SameOrigin } from './http/same-origin.ts';
import { endSlowBodies } from './http/slow-bodies.ts';

/** The HTTP application, without a port. `webRoot` holds the built web app. */
export function createApp(deps: {
  routes: readonly Route[];
  identify: Identify;
  sameOrigin: SameOrigin;
  trustedProxies: readonly string[];
  /** Pages go by TLS alone, and browsers may remember it. */
  secure: boolean;
  webRoot: string;
  log: Logger;
}): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', deps.trustedProxies.length === 0 ? false : [...deps.trustedProxies]);
  app.set('query parser', 'simple');
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          'default-src': ["'none'"],
          'script-src': ["'self'"],
          // Charts and panels size themselves by style attributes.
          'style-src': ["'self'", "'unsafe-inline'"],
          'img-src': ["'self'", 'data:'],
          'font-src': ["'self'"],
          'connect-src': ["'self'"],
          'base-uri': ["'none'"],
          'form-action': ["'self'"],
          'frame-ancestors': ["'none'"],
          ...(deps.secure && { 'upgrade-insecure-requests': [] }),
        },
      },
      strictTransportSecurity: deps.secure,
      referrerPolicy: { policy: 'no-referrer' },
    }),
  );
  app.use(noteClientAddress);
  app.use(endSlowBodies());
  app.use(mountRoutes(deps.routes, deps));
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
