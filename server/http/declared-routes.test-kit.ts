import { apiRoutes, type ApiDeps } from './api.ts';
import type { Route } from './route.ts';

/** Stands in for anything: routes are declared with it, and never called. */
const anything: unknown = new Proxy(() => anything, {
  get: (_target, name) => (name === Symbol.toPrimitive ? () => '' : anything),
  has: () => true,
  apply: () => anything,
  construct: () => anything as object,
});

/** Every route as the server declares it, without a server. */
export function declaredRoutes(): Route[] {
  return apiRoutes(anything as ApiDeps);
}

/** What a route needs, in a word: `open`, `own person`, `right board.view`. */
export function needOf({ access }: Route): string {
  if ('open' in access) return 'open';
  if ('own' in access) return `own ${access.own.join(', ')}`;
  return `right ${access.right}`;
}
