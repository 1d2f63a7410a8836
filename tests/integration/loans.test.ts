import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LoansPage, LoanView } from '../../shared/contract/loans.ts';
import type { PersonDetails } from '../../shared/contract/people.ts';
import { readAs } from '../../shared/platform/db/read-as.ts';
import { declarationWith } from '../harness/declarations.ts';
import type { TestPerson } from '../harness/people.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';
import { until } from '../harness/until.ts';

let system: TestSystem;
let boss: TestPerson;
const sockets: Socket[] = [];

const LENT = { rights: ['board.view', 'declarations.view'], scope: 'district:5300' } as const;
/** A house of Shanghai and one of the district whose rights are lent. */
const [HOME, AWAY] = ['2201', '5301'];

beforeAll(async () => {
  system = await startSystem({ backend: 'postgres', workers: 1 });
  boss = await system.person('administrator', 'national');
  const response = await system.fetch('/api/declarations', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([
      declarationWith({ declarationNo: 'HOME-1', customsHouse: HOME }),
      declarationWith({ declarationNo: 'AWAY-1', customsHouse: AWAY }),
    ]),
  });
  if (response.status !== 202) throw new Error(await response.text());
  await until('the declarations are decided', async () => {
    const { rows } = await system.pool.query('SELECT count(*)::int AS count FROM channel_decision');
    return rows[0].count === 2;
  });
});
afterAll(async () => {
  for (const socket of sockets) socket.disconnect();
  await system?.stop();
});

const hoursFromNow = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

async function send(by: TestPerson, method: string, path: string, body?: unknown) {
  const response = await by.fetch(path, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer = (text === '' ? {} : JSON.parse(text)) as { error?: { code: string } };
  return { status: response.status, code: answer.error?.code ?? null, answer: answer as unknown };
}

const request = (personId: string, change: Record<string, unknown> = {}) => ({
  personId,
  ...LENT,
  from: hoursFromNow(-1),
  until: hoursFromNow(24),
  reason: 'Help with the Ningbo containers',
  ...change,
});

async function lend(person: TestPerson, change: Record<string, unknown> = {}): Promise<LoanView> {
  const { status, answer } = await send(boss, 'POST', '/api/loans', request(person.id, change));
  expect(status).toBe(201);
  return answer as LoanView;
}

const loansOf = async (query = '') =>
  ((await send(boss, 'GET', `/api/loans${query}`)).answer as LoansPage).loans;
const statusOf = async (person: TestPerson, path: string) => (await person.fetch(path)).status;

/** Ends a loan as time would. */
const letItPass = (id: string) =>
  system.pool.query(
    `UPDATE loan SET valid_from = now() - interval '2 hours', valid_until = now() - interval '1 second' WHERE id = $1`,
    [id],
  );

async function board(person: TestPerson) {
  const socket = io(system.url, {
    transports: ['websocket'],
    forceNew: true,
    extraHeaders: { cookie: person.cookie, origin: system.url },
  });
  sockets.push(socket);
  const closed: unknown[] = [];
  let ended = false;
  socket.on('board:closed', (message) => closed.push(message));
  socket.on('session:ended', () => (ended = true));
  const join = (scope: string) => socket.emitWithAck('board:join', { scope }) as Promise<{ ok: boolean }>;
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return { join, closed, hasEnded: () => ended };
}

describe('a right that is lent', () => {
  it('counts across districts for its time alone: by HTTP, in the database, on a board', async () => {
    const manager = await system.person('manager', 'district:2200');
    const sees = async () => [
      await statusOf(manager, '/api/declarations/HOME-1'),
      await statusOf(manager, '/api/declarations/AWAY-1'),
      await statusOf(manager, `/api/channel-counts?scope=house:${AWAY}`),
      await statusOf(manager, '/api/channel-counts?scope=national'),
    ];
    const watching = await board(manager);
    expect(await sees()).toEqual([200, 404, 403, 403]);
    expect(await watching.join('district:5300')).toMatchObject({ ok: false, reason: 'not-allowed' });

    const toCome = await lend(manager, { from: hoursFromNow(1) });
    expect(toCome.state).toBe('to-come');
    expect(await sees()).toEqual([200, 404, 403, 403]);

    await system.pool.query(`UPDATE loan SET valid_from = now() - interval '1 second' WHERE id = $1`, [
      toCome.id,
    ]);
    expect(await sees()).toEqual([200, 200, 200, 403]);
    expect((await loansOf('?state=in-force')).map(({ id }) => id)).toContain(toCome.id);
    // The second wall is open where the first one is, and only there.
    const rows = await readAs(system.pool, ['district:2200', 'district:5300'], async (client) => {
      const found = await client.query('SELECT customs_house FROM declaration ORDER BY 1');
      return found.rows.map((row: { customs_house: string }) => row.customs_house);
    });
    expect(rows).toEqual([HOME, AWAY]);
    await until('the board lets the loan in', async () => (await watching.join('district:5300')).ok);
    expect(await watching.join('national')).toMatchObject({ ok: false });

    await letItPass(toCome.id);
    expect(await sees()).toEqual([200, 404, 403, 403]);
    await until('the board is closed', () => watching.closed.length > 0);
    expect(watching.closed).toEqual([{ scope: 'district:5300' }]);
    expect(watching.hasEnded()).toBe(false);
    expect((await loansOf('?state=over')).map(({ id }) => id)).toContain(toCome.id);
  });

  it('is no more than what was lent', async () => {
    const officer = await system.person('officer', 'house:2201');
    await lend(officer, { rights: ['board.view'] });
    expect(await statusOf(officer, `/api/channel-counts?scope=house:${AWAY}`)).toBe(200);
    expect(await statusOf(officer, '/api/declarations/AWAY-1')).toBe(404);
    expect(await statusOf(officer, '/api/people')).toBe(403);
  });

  it('ends at once when it is ended, and stays as the record', async () => {
    const manager = await system.person('manager', 'district:2200');
    const { id } = await lend(manager);
    expect(await statusOf(manager, '/api/declarations/AWAY-1')).toBe(200);
    expect(await send(boss, 'DELETE', `/api/loans/${id}`)).toMatchObject({
      status: 200,
      answer: { id, state: 'over', endedBy: expect.stringContaining('Test'), endedAt: expect.any(String) },
    });
    expect(await statusOf(manager, '/api/declarations/AWAY-1')).toBe(404);
    const again = await send(boss, 'DELETE', `/api/loans/${id}`);
    expect(again).toMatchObject({ status: 200, answer: { state: 'over' } });

    const { answer } = await send(boss, 'GET', `/api/people/${manager.id}`);
    expect((answer as PersonDetails).loans).toEqual([again.answer]);
    const { rows } = await system.pool.query(
      `SELECT action, scope, actor_id AS actor, detail->>'loan' AS loan FROM access_event
       WHERE subject = $1 AND action LIKE 'rights.%' ORDER BY id`,
      [`person:${manager.id}`],
    );
    expect(rows).toEqual([
      { action: 'rights.lent', scope: 'district:5300', actor: boss.id, loan: id },
      { action: 'rights.returned', scope: 'district:5300', actor: boss.id, loan: id },
    ]);
  });

  it('can be taken back before it begins', async () => {
    const manager = await system.person('manager', 'district:2200');
    const { id } = await lend(manager, { from: hoursFromNow(10) });
    expect((await loansOf('?state=to-come')).map((loan) => loan.id)).toContain(id);
    expect((await send(boss, 'DELETE', `/api/loans/${id}`)).status).toBe(200);
    await system.pool.query(`UPDATE loan SET valid_from = now() - interval '1 second' WHERE id = $1`, [id]);
    expect(await statusOf(manager, '/api/declarations/AWAY-1')).toBe(404);
    expect((await loansOf('?state=over')).map((loan) => loan.id)).toContain(id);
  });

  it('begins no earlier than it is lent', async () => {
    const manager = await system.person('manager', 'district:2200');
    const before = Date.now();
    const { from, state } = await lend(manager, { from: hoursFromNow(-100) });
    expect(new Date(from).getTime()).toBeGreaterThanOrEqual(before);
    expect(state).toBe('in-force');
  });
});

describe('lending', () => {
  it.each<[string, Record<string, unknown>, number, string]>([
    ['for more than ninety days', { until: hoursFromNow(90 * 24 + 1) }, 400, 'too-long'],
    ['for a time that is over', { from: hoursFromNow(-3), until: hoursFromNow(-2) }, 400, 'no-time'],
    ['backwards', { from: hoursFromNow(3), until: hoursFromNow(2) }, 400, 'no-time'],
    ['at a place that is not there', { scope: 'district:nowhere' }, 400, 'unknown-scope'],
    ['to nobody', { personId: 'nobody' }, 404, 'not-found'],
    ['administration', { rights: ['people.manage'] }, 400, 'invalid-body'],
    ['nothing', { rights: [] }, 400, 'invalid-body'],
    ['for no good reason', { reason: 'because   ' }, 400, 'invalid-body'],
    ['from no instant', { from: 'tomorrow' }, 400, 'invalid-body'],
    ['till the end of time', { until: '9999-01-01T00:00:00Z' }, 400, 'invalid-body'],
  ])('%s is refused', async (_what, change, status, code) => {
    const { id } = await system.person('officer', 'house:2201');
    expect(await send(boss, 'POST', '/api/loans', request(id, change))).toMatchObject({ status, code });
    const { rows } = await system.pool.query('SELECT 1 FROM loan WHERE person_id = $1', [id]);
    expect(rows).toEqual([]);
  });

  it('to oneself is refused', async () => {
    expect(await send(boss, 'POST', '/api/loans', request(boss.id))).toMatchObject({
      status: 403,
      code: 'own-account',
    });
  });

  it('to a disabled account is refused', async () => {
    const { id } = await system.person('officer', 'house:2201');
    expect((await send(boss, 'POST', `/api/people/${id}/disable`)).status).toBe(204);
    expect(await send(boss, 'POST', '/api/loans', request(id))).toMatchObject({
      status: 409,
      code: 'account-disabled',
    });
  });

  it('is for administrators of the nation', async () => {
    const officer = await system.person('officer', 'house:2201');
    const { id } = await lend(officer);
    const others = [
      await system.person('administrator', 'district:2200'),
      await system.person('supervisor', 'national'),
      officer,
    ];
    for (const person of others) {
      for (const [method, path, body] of [
        ['GET', '/api/loans', undefined],
        ['POST', '/api/loans', request(officer.id)],
        ['DELETE', `/api/loans/${id}`, undefined],
      ] as const) {
        expect(await send(person, method, path, body)).toMatchObject({ status: 403, code: 'no-right' });
      }
    }
    expect(await statusOf(officer, `/api/channel-counts?scope=house:${AWAY}`)).toBe(200);
  });

  it.each(['0', 'x', 'a%00b', '99999999999999999999'])(
    'a loan %s that is not there is not ended',
    async (id) => {
      expect(await send(boss, 'DELETE', `/api/loans/${id}`)).toMatchObject({
        status: 404,
        code: 'not-found',
      });
    },
  );

  it('comes in pages, the last to end first', async () => {
    const { answer } = await send(boss, 'GET', '/api/loans?pageSize=2');
    const { loans, total } = answer as LoansPage;
    expect(loans).toHaveLength(2);
    expect(total).toBe((await loansOf('?pageSize=100')).length);
    expect(await send(boss, 'GET', '/api/loans?state=lost')).toMatchObject({
      status: 400,
      code: 'invalid-query',
    });
  });
});
