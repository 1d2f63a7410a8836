import { describe, expect, test } from 'vitest';
import { RIGHTS } from '../shared/domain/access/right.ts';
import type { Logger } from '../shared/platform/log.ts';
import { createApp } from './app.ts';
import { declaredRoutes, needOf } from './http/declared-routes.test-kit.ts';

interface Layer {
  route?: { path: string };
  handle: { stack?: Layer[] };
}

const app = createApp({
  routes: declaredRoutes(),
  identify: () => Promise.resolve(null),
  sameOrigin: () => undefined,
  trustedProxies: [],
  secure: true,
  webRoot: '/nowhere',
  log: {} as Logger,
});
const stack = (app as unknown as { router: { stack: Layer[] } }).router.stack;

describe('what is served', () => {
  test('is declared with its right: nothing but the pages of the web app stands beside', () => {
    const beside = stack.filter((layer) => layer.route !== undefined).map((layer) => layer.route!.path);
    expect(beside).toEqual(['/', '/*path']);
    const routers = stack.filter((layer) => layer.handle.stack !== undefined);
    expect(routers).toHaveLength(1);
    expect(routers[0]!.handle.stack!.map((layer) => layer.route!.path)).toEqual(
      declaredRoutes().map((route) => route.path),
    );
  });

  test.each(declaredRoutes().map((route) => [route.method, route.path, route] as const))(
    '%s %s names a right, or why it needs none',
    (_method, _path, { access }) => {
      if ('open' in access) expect(access.open).toMatch(/\w+ \w+/);
      else if ('own' in access) expect(access.own.length).toBeGreaterThan(0);
      else expect(RIGHTS).toContain(access.right);
    },
  );

  test('no two routes have the same method and path', () => {
    const names = declaredRoutes().map(({ method, path }) => `${method} ${path}`);
    expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
  });

  test('only reading is open to everyone, beside signing in and enrolling', () => {
    const open = declaredRoutes().filter((route) => needOf(route) === 'open' && route.method !== 'get');
    expect(open.map(({ path }) => path.replace(/^\/api\/(auth|invitations|displays)\/.*/, '$1'))).toSatisfy(
      (paths: string[]) => paths.every((path) => ['auth', 'invitations', 'displays'].includes(path)),
    );
  });
});
