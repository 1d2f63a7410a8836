import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DISPLAY_RIGHTS, type Right } from '../../shared/domain/access/right.ts';
import { NATIONAL_RIGHTS, RIGHTS_OF_ROLE } from '../../shared/domain/access/role.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import { declaredRoutes, needOf } from '../../server/http/declared-routes.test-kit.ts';
import { EVENT_ACCESS } from '../../server/live/socket-access.ts';
import { displayCookie, peopleOfEveryRole, type TestCaller } from '../harness/callers.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';
import { until } from '../harness/until.ts';

let system: TestSystem;
let people: TestCaller[];
let display: TestCaller;
const sockets: Socket[] = [];

beforeAll(async () => {
  system = await startSystem({ backend: 'postgres', workers: 0 });
  people = await peopleOfEveryRole(system);
  const cookie = await displayCookie(system, 'district:2200');
  display = {
    name: 'a display',
    role: null,
    scope: 'district:2200',
    headers: { cookie, origin: system.url },
  };
});
afterAll(async () => {
  for (const socket of sockets) socket.disconnect();
  await system?.stop();
});

/** Calls a route with parameters that name nothing and a body that holds nothing. */
async function call(method: string, path: string, headers: Record<string, string>) {
  const withBody = method !== 'get' && method !== 'delete';
  const response = await fetch(system.url + path.replaceAll(/[:*]\w+/g, 'x'), {
    method: method.toUpperCase(),
    redirect: 'manual',
    headers: { ...headers, ...(withBody && { 'content-type': 'application/json' }) },
    ...(withBody && { body: '{}' }),
  });
  const text = await response.text();
  const code = /"code":"([^"]+)"/.exec(text)?.[1];
  return { status: response.status, code };
}

/** Whether who holds these rights at this scope is let through to a route that needs `right`. */
function holds(rights: readonly Right[], scope: ScopeId, right: Right): boolean {
  return rights.includes(right) && (scope === 'national' || !NATIONAL_RIGHTS.has(right));
}

const guarded = declaredRoutes().filter((route) => needOf(route) !== 'open');

describe.each(guarded.map((route) => [route.method, route.path, needOf(route)] as const))(
  '%s %s (%s)',
  (method, path, need) => {
    it('is refused to who has not signed in, to forged sessions and to wrong keys', async () => {
      const forged = [
        {},
        { cookie: 'tidewaiter.session_token=forged.signature', origin: system.url },
        { cookie: 'tidewaiter.display=00000000-0000-0000-0000-000000000000.9999999999.forged' },
        { authorization: 'Bearer tw_forged' },
        { 'x-api-key': 'tw_forged' },
      ];
      for (const headers of forged) expect((await call(method, path, headers)).status).toBe(401);
    });

    it('is let through for exactly the roles that hold the right', async () => {
      for (const { name, role, scope, headers } of people) {
        const { status, code } = await call(method, path, headers);
        const expected =
          need === 'own person' || need.startsWith('own person,')
            ? true
            : need.startsWith('right ') && holds(RIGHTS_OF_ROLE[role!], scope, need.slice(6) as Right);
        const through = code !== 'no-right' && status !== 401;
        expect([name, through]).toEqual([name, expected]);
        expect([name, status < 500]).toEqual([name, true]);
      }
    });

    it('is let through for a display where it may look', async () => {
      const { status, code } = await call(method, path, display.headers);
      const expected = need.startsWith('right ')
        ? holds(DISPLAY_RIGHTS, display.scope, need.slice(6) as Right)
        : need.includes('display');
      expect(code !== 'no-right' && status !== 401).toBe(expected);
    });
  },
);

describe('socket events', () => {
  async function connect(headers: Record<string, string>): Promise<Socket> {
    const socket = io(system.url, { transports: ['websocket'], forceNew: true, extraHeaders: headers });
    sockets.push(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    return socket;
  }

  it.each([
    ['no session', {}],
    ['a forged session', { cookie: 'tidewaiter.session_token=forged.signature' }],
    ['a forged display', { cookie: 'tidewaiter.display=x.9999999999.forged' }],
    ['a wrong key', { authorization: 'Bearer tw_forged' }],
  ])('a handshake with %s is refused', async (_name, headers) => {
    await expect(connect(headers)).rejects.toThrow('not-signed-in');
  });

  it('a handshake from another site’s page is refused', async () => {
    const { cookie } = people[0]!.headers;
    await expect(connect({ cookie: cookie!, origin: 'https://elsewhere.example' })).rejects.toThrow(
      'websocket error',
    );
  });

  it('every event is declared', () => {
    expect(Object.keys(EVENT_ACCESS).toSorted()).toEqual([
      'alarms:join',
      'alarms:leave',
      'alarms:look',
      'board:join',
      'board:leave',
      'board:resync',
      'changes:follow',
      'changes:leave',
      'display:renew',
      'display:report',
    ]);
  });

  const SCOPES: ScopeId[] = ['national', 'district:2200', 'district:5300', 'house:2201', 'house:5301'];
  const SEEN: Record<string, ScopeId[]> = {
    national: SCOPES,
    'district:2200': ['district:2200', 'house:2201'],
    'house:2201': ['house:2201'],
  };

  it('boards are shown at the scopes of the right, and at no other, to everyone who may look', async () => {
    for (const { name, role, scope, headers } of [...people, display]) {
      const socket = await connect(headers);
      const rights = role === null ? DISPLAY_RIGHTS : RIGHTS_OF_ROLE[role];
      const may = (rights as readonly Right[]).includes('board.view');
      for (const event of ['board:join', 'board:resync']) {
        for (const asked of SCOPES) {
          const answer = await socket.emitWithAck(event, { scope: asked });
          const expected = may && SEEN[scope]!.includes(asked);
          expect([name, event, asked, answer.ok]).toEqual([name, event, asked, expected]);
          if (!answer.ok) expect(answer.reason).toBe('not-allowed');
        }
      }
      socket.disconnect();
    }
  });

  it('only displays report', async () => {
    const report = { page: '/board', version: '1', freshness: 'fresh' };
    const person = await connect(people[0]!.headers);
    expect(await person.emitWithAck('display:report', report)).toEqual({ ok: false });
    const own = await connect(display.headers);
    expect(await own.emitWithAck('display:report', report)).toEqual({
      ok: true,
      page: '/board',
      locale: 'en',
    });
    expect(await own.emitWithAck('display:report', { ...report, id: 'another' })).toEqual({ ok: false });
  });

  it('a board is closed when its right is taken away, and the connection when the session ends', async () => {
    const { id, cookie, fetch: fetchAs } = await system.person('operator', 'district:2200');
    const socket = await connect({ cookie, origin: system.url });
    expect(await socket.emitWithAck('board:join', { scope: 'house:2201' })).toMatchObject({ ok: true });
    const closed: unknown[] = [];
    let ended = false;
    socket.on('board:closed', (message) => closed.push(message));
    socket.on('session:ended', () => (ended = true));

    await system.pool.query('DELETE FROM assignment WHERE person_id = $1', [id]);
    await until('the board is closed', () => closed.length > 0);
    expect(closed).toEqual([{ scope: 'house:2201' }]);
    expect(ended).toBe(false);

    expect((await fetchAs('/api/auth/sign-out', { method: 'POST', body: '{}' })).status).toBe(200);
    await until('the connection ends', () => ended && !socket.connected);
  });
});
