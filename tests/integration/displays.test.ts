import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  codeText,
  enrolmentText,
  sessionText,
  type DisplayItem,
  type DisplayList,
} from '../../shared/contract/displays.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import { CODE_ALPHABET } from '../../shared/domain/display/enrolment-code.ts';
import { DISPLAY_COOKIE, DisplaySessions } from '../../server/access/display-session.ts';
import { declaredRoutes, needOf } from '../../server/http/declared-routes.test-kit.ts';
import { TestDisplay } from '../harness/displays.ts';
import type { TestPerson } from '../harness/people.ts';
import { AUTH_SECRET, startSystem, type TestSystem } from '../harness/system.ts';
import { until } from '../harness/until.ts';

const DISTRICT: ScopeId = 'district:2200';
const HOUSE: ScopeId = 'house:2201';
const ELSEWHERE: ScopeId = 'district:5300';

let system: TestSystem;
let server: ChildProcess;
let administrator: TestPerson;
let ofDistrict: TestPerson;
const sockets: Socket[] = [];

beforeAll(async () => {
  system = await startSystem({ backend: 'postgres', workers: 0 });
  server = system.server();
  administrator = await system.person('administrator', 'national');
  ofDistrict = await system.person('administrator', DISTRICT);
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect();
});
afterAll(() => system?.stop());

const json = async (response: Response) => (await response.json()) as never;
const codeOf = async (response: Response) => {
  const body = (await response.json()) as { error?: { code: string } };
  return [response.status, body.error?.code];
};

function confirm(person: TestPerson, code: string, more: Record<string, unknown> = {}): Promise<Response> {
  return person.fetch('/api/displays', {
    method: 'POST',
    body: JSON.stringify({ code, name: 'North wall', scope: DISTRICT, locale: 'zh', ...more }),
  });
}

function change(person: TestPerson, id: string, body: unknown): Promise<Response> {
  return person.fetch(`/api/displays/${id}`, { method: 'PATCH', body: JSON.stringify(body) });
}

const revoke = (person: TestPerson, id: string) => person.fetch(`/api/displays/${id}`, { method: 'DELETE' });

async function listedBy(person: TestPerson): Promise<DisplayItem[]> {
  return ((await json(await person.fetch('/api/displays'))) as DisplayList).displays;
}

const itemOf = async (id: string) => (await listedBy(administrator)).find((display) => display.id === id)!;

/** A display that has been confirmed. */
async function enrolled(more: Record<string, unknown> = {}): Promise<{ display: TestDisplay; id: string }> {
  const display = await TestDisplay.make(system.url);
  const response = await confirm(administrator, await display.code(), more);
  expect(response.status).toBe(201);
  const { id } = (await response.json()) as { id: string };
  return { display, id };
}

const asDisplay = (cookie: string, path: string, init: RequestInit = {}) =>
  fetch(system.url + path, { ...init, headers: { cookie, origin: system.url, ...init.headers } });

async function callerOf(cookie: string): Promise<{ kind: string; page?: string; locale?: string } | null> {
  return ((await json(await asDisplay(cookie, '/api/session'))) as { caller: { kind: string } | null })
    .caller;
}

async function connect(cookie: string): Promise<Socket> {
  const socket = io(system.url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    extraHeaders: { cookie },
  });
  sockets.push(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return socket;
}

const REPORT = { page: '/board?scope=district:2200', version: '0.1.0', freshness: 'fresh' };

describe('the life of a display', () => {
  it('shows a code, is confirmed, proves its key, reports, is moved and revoked', async () => {
    const display = await TestDisplay.make(system.url);
    const code = await display.code();
    expect(code).toMatch(new RegExp(`^[${CODE_ALPHABET}]{8}$`));
    expect(await display.stateOf(code)).toMatchObject({ state: 'waiting' });

    const typed = `${code.slice(0, 4)}-${code.slice(4)}`.toLowerCase();
    const response = await confirm(ofDistrict, typed);
    expect(response.status).toBe(201);
    const { id } = (await response.json()) as { id: string };
    expect(await display.stateOf(code)).toEqual({ state: 'enrolled', displayId: id });
    expect(await display.enrol()).toEqual({ state: 'enrolled', displayId: id });

    const cookie = await display.signIn(id);
    expect(await callerOf(cookie)).toMatchObject({ kind: 'display', page: REPORT.page, locale: 'zh' });
    expect(await itemOf(id)).toMatchObject({
      state: 'new',
      seenSecondsAgo: null,
      enrolledBy: 'Test administrator-district-2200',
    });

    const socket = await connect(cookie);
    expect(await socket.emitWithAck('board:join', { scope: HOUSE })).toMatchObject({ ok: true });
    expect(await socket.emitWithAck('board:join', { scope: ELSEWHERE })).toMatchObject({ ok: false });
    expect(await socket.emitWithAck('display:report', REPORT)).toEqual({
      ok: true,
      page: REPORT.page,
      locale: 'zh',
    });
    expect(await itemOf(id)).toMatchObject({
      state: 'online',
      shownPage: REPORT.page,
      version: '0.1.0',
      freshness: 'fresh',
    });

    const page = '/board?scope=house:2201&theme=light';
    expect((await change(ofDistrict, id, { page, locale: 'en' })).status).toBe(204);
    expect(await socket.emitWithAck('display:report', REPORT)).toEqual({ ok: true, page, locale: 'en' });

    let ended = false;
    socket.on('session:ended', () => (ended = true));
    const startedAt = performance.now();
    expect((await revoke(ofDistrict, id)).status).toBe(204);
    expect(await socket.emitWithAck('display:report', REPORT)).toEqual({ ok: false });
    expect(await callerOf(cookie)).toBeNull();
    await until('the socket ends', () => ended && !socket.connected);
    expect(performance.now() - startedAt).toBeLessThan(8000);
    expect(await codeOf(await display.post('challenges', { displayId: id }))).toEqual([
      410,
      'display-revoked',
    ]);
    expect(await display.enrol()).toEqual({ state: 'revoked' });
    expect(await itemOf(id)).toMatchObject({ state: 'revoked', page });

    const { rows } = await system.pool.query<{ action: string; scope: string; actor_id: string }>(
      'SELECT action, scope, actor_id FROM access_event WHERE subject = $1 ORDER BY id',
      [`display:${id}`],
    );
    expect(rows.map(({ action }) => action)).toEqual([
      'display.enrolled',
      'display.changed',
      'display.revoked',
    ]);
    expect(rows.every((row) => row.scope === DISTRICT && row.actor_id === ofDistrict.id)).toBe(true);
  });

  it('goes on after the server has restarted: its session holds, and a new one is had by the key', async () => {
    const { display, id } = await enrolled();
    const cookie = await display.signIn(id);
    await system.stopProcess(server);
    server = await system.startServer();
    expect(await callerOf(cookie)).toMatchObject({ kind: 'display' });
    expect(await callerOf(await display.signIn(id))).toMatchObject({ kind: 'display' });
  });

  it('prolongs its socket by the pass of a new session, and by no other', async () => {
    const { display, id } = await enrolled();
    const stranger = await enrolled();
    const socket = await connect(await display.signIn(id));
    const { pass } = (await json(await display.prove(id))) as { pass: string };
    const foreign = (await json(await stranger.display.prove(stranger.id))) as { pass: string };
    const cookie = (await display.signIn(id)).slice(DISPLAY_COOKIE.length + 1);
    expect(await socket.emitWithAck('display:renew', { pass })).toEqual({ ok: true });
    for (const wrong of [foreign.pass, cookie, `${pass}x`, '', null]) {
      expect(await socket.emitWithAck('display:renew', { pass: wrong })).toEqual({ ok: false });
    }
    expect(await callerOf(`${DISPLAY_COOKIE}=${pass}`)).toBeNull();
    expect(await socket.emitWithAck('display:report', REPORT)).toMatchObject({ ok: true });
  });
});

describe('a renewal', () => {
  it('keeps the open socket past the end of the session it was opened with', async () => {
    const { display, id } = await enrolled();
    const soonOver = new DisplaySessions({
      pool: system.pool,
      secret: AUTH_SECRET,
      districtOf: () => undefined,
      now: () => Date.now() - 3_600_000 + 4000,
    });
    const cookie = `${DISPLAY_COOKIE}=${soonOver.issue(id).value}`;
    const [kept, left] = [await connect(cookie), await connect(cookie)];
    const { pass } = (await json(await display.prove(id))) as { pass: string };
    expect(await kept.emitWithAck('display:renew', { pass })).toEqual({ ok: true });
    await until('the socket that was not renewed ends', () => !left.connected);
    expect(await callerOf(cookie)).toBeNull();
    expect(await kept.emitWithAck('display:report', REPORT)).toMatchObject({ ok: true });
  });
});

describe('a code', () => {
  it('is replaced by the next one of the same key', async () => {
    const display = await TestDisplay.make(system.url);
    const first = await display.code();
    const second = await display.code();
    expect(await display.stateOf(first)).toEqual({ state: 'expired' });
    expect(await codeOf(await confirm(administrator, first))).toEqual([404, 'display-unknown-code']);
    expect((await confirm(administrator, second)).status).toBe(201);
  });

  it('is of no use when it is too old, or used already', async () => {
    const display = await TestDisplay.make(system.url);
    const code = await display.code();
    await system.pool.query('UPDATE display_enrolment SET expires_at = now() WHERE code = $1', [code]);
    expect(await codeOf(await confirm(administrator, code))).toEqual([404, 'display-unknown-code']);
    expect(await display.stateOf(code)).toEqual({ state: 'expired' });
    const next = await display.code();
    expect((await confirm(administrator, next)).status).toBe(201);
    expect(await codeOf(await confirm(administrator, next))).toEqual([404, 'display-unknown-code']);
  });

  it('tells nothing to who has seen it but does not hold the key', async () => {
    const display = await TestDisplay.make(system.url);
    const code = await display.code();
    const onlooker = await TestDisplay.make(system.url);
    expect(await onlooker.stateOf(code)).toEqual({ state: 'expired' });
    await confirm(administrator, code);
    expect(await onlooker.stateOf(code)).toEqual({ state: 'expired' });
  });

  it('is given to the holder of the key alone, on a page of Tidewaiter', async () => {
    const [display, other] = [await TestDisplay.make(system.url), await TestDisplay.make(system.url)];
    const proof = await display.sign(enrolmentText(system.url, display.key));
    const wrong = [
      [{ publicKey: other.key, proof }, 403, 'display-wrong-proof'],
      [
        {
          publicKey: display.key,
          proof: await display.sign(enrolmentText('https://elsewhere.example', display.key)),
        },
        403,
        'display-wrong-proof',
      ],
      [{ publicKey: { ...display.key, x: other.key.x }, proof }, 400, 'display-invalid-key'],
      [{ publicKey: { ...display.key, d: 'secret' }, proof }, 400, 'invalid-body'],
    ] as const;
    for (const [body, status, code] of wrong) {
      expect(await codeOf(await display.post('enrolments', body))).toEqual([status, code]);
    }
    for (const origin of [null, 'https://elsewhere.example']) {
      const response = await display.post('enrolments', { publicKey: display.key, proof }, origin);
      expect(await codeOf(response)).toEqual([403, 'foreign-origin']);
    }
  });

  it('can be guessed ten times by one person, whoever else confirms one', async () => {
    const guesser = await system.person('administrator', DISTRICT);
    const display = await TestDisplay.make(system.url);
    const code = await display.code();
    const wrong = ['ACDE-FHJK', 'not a code', ...Array.from({ length: 7 }, () => '3333-3333')];
    for (const guess of wrong) {
      expect(await codeOf(await confirm(guesser, guess))).toEqual([404, 'display-unknown-code']);
    }
    // A right one does not count.
    expect((await confirm(guesser, code)).status).toBe(201);
    expect((await confirm(guesser, '3333-3333')).status).toBe(404);
    const next = await (await TestDisplay.make(system.url)).code();
    const refused = await confirm(guesser, next);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await confirm(ofDistrict, next)).status).toBe(201);
  });
});

describe('a session', () => {
  it('is given for a signature of this challenge, by this key, at this origin, once', async () => {
    const { display, id } = await enrolled();
    const other = await enrolled();
    const challenge = await display.challenge(id);
    const text = sessionText(system.url, id, challenge);
    const signature = await display.sign(text);
    const session = (body: unknown, origin?: string | null) => display.post('sessions', body, origin);

    const refused = [
      { displayId: id, signature: await other.display.sign(text) },
      { displayId: other.id, signature },
      {
        displayId: id,
        signature: await display.sign(sessionText('https://elsewhere.example', id, challenge)),
      },
      { displayId: id, signature: await display.sign(sessionText(system.url, other.id, challenge)) },
      { displayId: id, signature: await display.sign(challenge) },
      { displayId: id, signature: await display.sign(codeText(system.url, challenge)) },
      { displayId: id, signature: `${signature.slice(0, -1)}${signature.endsWith('A') ? 'Q' : 'A'}` },
      { displayId: id, signature: '' },
    ];
    await other.display.challenge(other.id);
    for (const body of refused) {
      expect(await codeOf(await session(body))).toEqual([403, 'display-wrong-proof']);
    }
    for (const origin of [null, 'https://elsewhere.example']) {
      expect(await codeOf(await session({ displayId: id, signature }, origin))).toEqual([
        403,
        'foreign-origin',
      ]);
    }

    // None of them has used the challenge up.
    const [first, second] = await Promise.all([
      session({ displayId: id, signature }),
      session({ displayId: id, signature }),
    ]);
    expect([first.status, second.status].toSorted()).toEqual([200, 403]);
    const cookie = (first.status === 200 ? first : second).headers.getSetCookie()[0]!;
    expect(cookie).toMatch(/; Path=\/(;|$)/);
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Strict');
    expect(cookie).toContain('Max-Age=3600');
    expect(cookie).not.toContain('Secure');
    expect((await session({ displayId: id, signature })).status).toBe(403);
    expect(await display.challenge(id)).not.toBe(challenge);
  });

  it('is refused for a challenge that is too old', async () => {
    const { display, id } = await enrolled();
    const challenge = await display.challenge(id);
    await system.pool.query('UPDATE display SET challenge_expires_at = now() WHERE id = $1', [id]);
    const signature = await display.sign(sessionText(system.url, id, challenge));
    const response = await display.post('sessions', { displayId: id, signature });
    expect(await codeOf(response)).toEqual([403, 'display-wrong-proof']);
  });

  it('cannot be kept from a display by others who ask for challenges in its name', async () => {
    const { display, id } = await enrolled();
    const stranger = await TestDisplay.make(system.url);
    const challenge = await display.challenge(id);
    await Promise.all(Array.from({ length: 5 }, () => stranger.challenge(id)));
    const signature = await display.sign(sessionText(system.url, id, challenge));
    expect((await display.post('sessions', { displayId: id, signature })).status).toBe(200);
  });

  it('is not had without an enrolled display', async () => {
    const display = await TestDisplay.make(system.url);
    const body = { displayId: randomUUID(), signature: await display.sign('x') };
    expect(await codeOf(await display.post('challenges', { displayId: body.displayId }))).toEqual([
      404,
      'display-unknown-display',
    ]);
    expect(await codeOf(await display.post('sessions', body))).toEqual([404, 'display-unknown-display']);
    expect(await codeOf(await display.post('challenges', { displayId: 'x' }))).toEqual([400, 'invalid-body']);
  });

  it('does not hold when its cookie is forged, changed or over', async () => {
    const { display, id } = await enrolled();
    const cookie = await display.signIn(id);
    const [, over = '', signature = ''] = cookie.split('.').slice(-3);
    const issue = (secret: string, now: number) =>
      new DisplaySessions({ pool: system.pool, secret, districtOf: () => undefined, now: () => now }).issue(
        id,
      ).value;
    const wrong = [
      `${id}.${Number(over) + 1}.${signature}`,
      `${randomUUID()}.${over}.${signature}`,
      issue('another secret of at least thirty-two characters', Date.now()),
      issue(AUTH_SECRET, Date.now() - 3_600_000),
    ];
    expect(await callerOf(`${DISPLAY_COOKIE}=${issue(AUTH_SECRET, Date.now())}`)).not.toBeNull();
    for (const value of wrong) {
      expect(await callerOf(`${DISPLAY_COOKIE}=${value}`)).toBeNull();
      await expect(connect(`${DISPLAY_COOKIE}=${value}`)).rejects.toThrow('not-signed-in');
    }
  });

  it('reads its places and its board, and nothing else that is served', async () => {
    const { display, id } = await enrolled();
    const cookie = await display.signIn(id);
    const { districts, houses } = (await json(await asDisplay(cookie, '/api/places'))) as {
      districts: { code: string }[];
      houses: { district: string }[];
    };
    expect(districts.map(({ code }) => code)).toEqual(['2200']);
    expect(new Set(houses.map(({ district }) => district))).toEqual(new Set(['2200']));

    const others = declaredRoutes().filter((route) => {
      const need = needOf(route);
      return (
        need !== 'open' &&
        need !== 'right board.view' &&
        need !== 'right places.view' &&
        !need.includes('display')
      );
    });
    expect(others.length).toBeGreaterThan(10);
    for (const { method, path } of others) {
      const withBody = method !== 'get' && method !== 'delete';
      const response = await asDisplay(cookie, path.replace(':id', id).replaceAll(/[:*]\w+/g, 'x'), {
        method: method.toUpperCase(),
        headers: { 'content-type': 'application/json' },
        ...(withBody && { body: '{}' }),
      });
      expect([method, path, response.status]).toEqual([method, path, 403]);
    }
  });
});

describe('an administrator', () => {
  it('confirms, lists, changes and revokes within the scopes of the right alone', async () => {
    const display = await TestDisplay.make(system.url);
    const code = await display.code();
    const operator = await system.person('operator', 'national');
    expect(await codeOf(await confirm(operator, code))).toEqual([403, 'no-right']);
    for (const scope of ['national', ELSEWHERE, 'house:5301', 'house:nowhere']) {
      expect(await codeOf(await confirm(ofDistrict, code, { scope }))).toEqual([403, 'outside-scope']);
    }
    const { id } = await enrolled({ scope: ELSEWHERE });
    expect((await listedBy(ofDistrict)).map((item) => item.id)).not.toContain(id);
    expect(await codeOf(await change(ofDistrict, id, { name: 'Mine' }))).toEqual([403, 'outside-scope']);
    expect(await codeOf(await revoke(ofDistrict, id))).toEqual([403, 'outside-scope']);
    expect(await codeOf(await operator.fetch('/api/displays'))).toEqual([403, 'no-right']);
    expect(await itemOf(id)).toMatchObject({ state: 'new', name: 'North wall' });

    // Both where it is and where it is to go.
    expect((await confirm(ofDistrict, code, { scope: HOUSE })).status).toBe(201);
    const own = (await listedBy(ofDistrict)).find((item) => item.scope === HOUSE)!;
    expect(await codeOf(await change(ofDistrict, own.id, { scope: ELSEWHERE }))).toEqual([
      403,
      'outside-scope',
    ]);
    expect((await change(ofDistrict, own.id, { scope: DISTRICT })).status).toBe(204);
    expect(await itemOf(own.id)).toMatchObject({ scope: DISTRICT, page: '/board?scope=house:2201' });
    expect((await change(administrator, own.id, { scope: ELSEWHERE })).status).toBe(204);
    expect(await itemOf(own.id)).toMatchObject({ scope: ELSEWHERE, page: '/board?scope=district:5300' });
    expect((await listedBy(ofDistrict)).map((item) => item.id)).not.toContain(own.id);
  });

  it('gives a display boards of its own place, and nothing else', async () => {
    const display = await TestDisplay.make(system.url);
    const code = await display.code();
    const pages = [
      '/board',
      '/people',
      'https://elsewhere.example/board',
      '/board?scope=house:5301',
      '/board?scope=house:2299x',
    ];
    for (const page of pages) {
      expect(await codeOf(await confirm(administrator, code, { page }))).toEqual([
        400,
        'display-page-not-allowed',
      ]);
    }
    const { id } = await enrolled({ page: '/board?theme=light&scope=house%3A2201' });
    expect((await itemOf(id)).page).toBe('/board?scope=house:2201&theme=light');
    for (const page of pages) {
      expect(await codeOf(await change(administrator, id, { page }))).toEqual([
        400,
        'display-page-not-allowed',
      ]);
    }
  });

  it.each([
    [{ name: '  ' }, 'invalid-body'],
    [{ name: 'x'.repeat(101) }, 'invalid-body'],
    [{ locale: 'de' }, 'invalid-body'],
    [{ scope: 'everywhere' }, 'invalid-body'],
    [{ more: 1 }, 'invalid-body'],
    [{ scope: 'district:0000' }, 'display-unknown-place'],
  ])('is told that %j will not do', async (more, code) => {
    const display = await TestDisplay.make(system.url);
    expect(await codeOf(await confirm(administrator, await display.code(), more))).toEqual([400, code]);
    const { id } = await enrolled();
    expect(await codeOf(await change(administrator, id, more))).toEqual([400, code]);
  });

  it('changes nothing of a display that is revoked or not there, and records no change that is none', async () => {
    const { id } = await enrolled();
    expect((await change(administrator, id, { name: 'North wall' })).status).toBe(204);
    expect((await revoke(administrator, id)).status).toBe(204);
    expect((await revoke(administrator, id)).status).toBe(204);
    expect(await codeOf(await change(administrator, id, { name: 'Again' }))).toEqual([
      409,
      'display-revoked',
    ]);
    for (const missing of [randomUUID(), 'x']) {
      expect((await change(administrator, missing, { name: 'Again' })).status).toBe(404);
      expect((await revoke(administrator, missing)).status).toBe(404);
    }
    const { rows } = await system.pool.query<{ action: string }>(
      'SELECT action FROM access_event WHERE subject = $1 ORDER BY id',
      [`display:${id}`],
    );
    expect(rows.map(({ action }) => action)).toEqual(['display.enrolled', 'display.revoked']);
  });
});
