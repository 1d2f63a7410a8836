import { once } from 'node:events';
import { connect } from 'node:net';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IntakeReceipt } from '../../shared/contract/intake.ts';
import type {
  IssuedKey,
  LodgingSystemDraft,
  LodgingSystemView,
} from '../../shared/contract/lodging-systems.ts';
import { Caller } from '../../server/access/caller.ts';
import { TooManyRequestsError } from '../../server/access/address-limit.ts';
import { IntakeLimit } from '../../server/access/intake-limit.ts';
import { declarations, declarationWith, toNdjson } from '../harness/declarations.ts';
import type { TestPerson } from '../harness/people.ts';
import { testRedisUrl } from '../harness/provision.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';
import { until } from '../harness/until.ts';

const PATH = '/api/lodging-systems';

let system: TestSystem;
let nation: TestPerson;
let district: TestPerson;

beforeAll(async () => {
  system = await startSystem({ backend: 'postgres', workers: 1 });
  nation = await system.person('administrator', 'national');
  district = await system.person('administrator', 'district:2200');
});
afterAll(() => system?.stop());

let systems = 0;
const draft = (changes: Partial<LodgingSystemDraft> = {}): LodgingSystemDraft => ({
  name: `Broker ${++systems}`,
  scope: 'national',
  rights: ['declarations.lodge', 'declarations.view'],
  declarationsPerMinute: null,
  days: null,
  ...changes,
});

async function ask(person: TestPerson, method: string, path: string, body?: unknown) {
  const response = await person.fetch(path, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const value = text === '' ? null : JSON.parse(text);
  return { status: response.status, code: value?.error?.code as string | undefined, value, text };
}

async function add(changes: Partial<LodgingSystemDraft> = {}, by = nation): Promise<IssuedKey> {
  const { status, value } = await ask(by, 'POST', PATH, draft(changes));
  expect(status).toBe(201);
  return value as IssuedKey;
}

async function viewOf(id: string, by = nation): Promise<LodgingSystemView | undefined> {
  const { value } = await ask(by, 'GET', PATH);
  return (value.systems as LodgingSystemView[]).find((one) => one.id === id);
}

async function withKey(key: string, path: string, init: RequestInit = {}, address?: string) {
  const response = await fetch(system.url + path, {
    ...init,
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      ...(address !== undefined && { 'x-forwarded-for': address }),
      ...init.headers,
    },
  });
  const value = (await response.json()) as { error?: { code: string } };
  return {
    status: response.status,
    code: value.error?.code,
    value,
    retryAfter: Number(response.headers.get('retry-after')),
  };
}

const lodge = (key: string, value: unknown) =>
  withKey(key, '/api/declarations', { method: 'POST', body: JSON.stringify(value) });
const look = (key: string) => withKey(key, '/api/declarations/NONE');
const eventsOf = async (id: string) =>
  (
    await system.pool.query(
      'SELECT action, actor_id, scope, detail FROM access_event WHERE subject = $1 ORDER BY id',
      [`system:${id}`],
    )
  ).rows;

describe('the life of a system and its keys', () => {
  it('tells a key once, lists its first characters and its last use, and records it without the key', async () => {
    const { id, key, keyId } = await add({ name: 'Port community system', days: 90 });
    expect(key).toMatch(/^tw_/);
    expect((await lodge(key, declarationWith({ declarationNo: 'KEY-1' }))).status).toBe(202);
    const view = (await viewOf(id))!;
    expect(view).toMatchObject({ name: 'Port community system', scope: 'national', disabledAt: null });
    expect(view.keys).toHaveLength(1);
    expect(view.keys[0]).toMatchObject({ id: keyId, start: key.slice(0, 6) });
    const days = (Date.parse(view.keys[0]!.expiresAt!) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(89.9);
    expect(days).toBeLessThan(90.1);
    expect(Date.now() - Date.parse(view.keys[0]!.lastUsedAt!)).toBeLessThan(60_000);
    const events = await eventsOf(id);
    expect(events.map(({ action }) => action)).toEqual(['system.added', 'key.issued']);
    expect(events[1]).toMatchObject({ actor_id: nation.id, scope: 'national', detail: { days: 90 } });
    const list = await ask(nation, 'GET', PATH);
    for (const shown of [list.text, JSON.stringify(events)]) expect(shown).not.toContain(key.slice(6));
  });

  it('rotates without a gap under continuous lodging', async () => {
    const { id, key: old } = await add();
    let key = old;
    let over = false;
    let lodged = 0;
    const refusals: unknown[] = [];
    const lodger = async (name: string) => {
      for (let i = 0; !over; i++) {
        const answer = await lodge(key, declarationWith({ declarationNo: `GAP-${name}-${i}` }));
        if (answer.status === 202) lodged++;
        else refusals.push(answer);
      }
    };
    const lodgers = ['A', 'B', 'C'].map(lodger);
    for (let i = 0; i < 3; i++) {
      const before = lodged;
      await until('some are lodged with the key', () => lodged > before + 20);
      const { status, value } = await ask(nation, 'POST', `${PATH}/${id}/keys`, {
        days: 30,
        overlapHours: 1,
      });
      expect(status).toBe(201);
      const between = lodged;
      await until('the old key lodges beside the new one', () => lodged > between + 10);
      key = value.key;
    }
    over = true;
    await Promise.all(lodgers);
    expect(refusals).toEqual([]);
    const { keys } = (await viewOf(id))!;
    expect(keys).toHaveLength(4);
    expect(keys[0]!.start).toBe(key.slice(0, 6));
    for (const { expiresAt } of keys.slice(1)) {
      expect(Date.parse(expiresAt!) - Date.now()).toBeLessThanOrEqual(3600_000);
    }
    expect((await look(old)).status).toBe(404);
    expect((await eventsOf(id)).filter(({ action }) => action === 'key.rotated')).toHaveLength(3);
  });

  it('an overlap of 0 ends the old keys, and their expiry is never put off', async () => {
    const { id, key: old } = await add({ days: 1 });
    await ask(nation, 'POST', `${PATH}/${id}/keys`, { days: 30, overlapHours: 720 });
    const [, first] = (await viewOf(id))!.keys;
    expect(Date.parse(first!.expiresAt!) - Date.now()).toBeLessThanOrEqual(86_400_000);
    const { value } = await ask(nation, 'POST', `${PATH}/${id}/keys`, { days: 30, overlapHours: 0 });
    await until('the old key is refused', async () => (await look(old)).code === 'invalid-key');
    expect((await look(value.key)).status).toBe(404);
    expect((await viewOf(id))!.keys).toHaveLength(1);
  });

  it('a revoked key is refused within 5 s, another of the system goes on', async () => {
    const { id, key, keyId } = await add();
    const { value } = await ask(nation, 'POST', `${PATH}/${id}/keys`, { days: null, overlapHours: 24 });
    expect((await look(key)).status).toBe(404);
    const revokedAt = performance.now();
    expect((await ask(nation, 'DELETE', `${PATH}/${id}/keys/${keyId}`)).status).toBe(204);
    await until('the key is refused', async () => (await look(key)).status === 401);
    expect(performance.now() - revokedAt).toBeLessThan(8000);
    expect((await look(key)).code).toBe('invalid-key');
    expect((await look(value.key)).status).toBe(404);
    expect((await ask(nation, 'DELETE', `${PATH}/${id}/keys/${keyId}`)).code).toBe('unknown-key');
    expect((await eventsOf(id)).at(-1)).toMatchObject({
      action: 'key.revoked',
      detail: { key: key.slice(0, 6) },
    });
  });

  it('an expired key is refused in the same words as an unknown one', async () => {
    const { key, keyId } = await add({ days: 1 });
    await system.pool.query(`UPDATE auth.apikey SET "expiresAt" = now() - interval '1 s' WHERE id = $1`, [
      keyId,
    ]);
    const answers = [await look(key), await look('tw_nobody'), await look('x'.repeat(500))];
    for (const answer of answers) expect(answer).toMatchObject({ status: 401, code: 'invalid-key' });
    expect(new Set(answers.map(({ value }) => JSON.stringify(value))).size).toBe(1);
  });

  it('a disabled system is refused until it is enabled again', async () => {
    const { id, key } = await add();
    expect((await look(key)).status).toBe(404);
    expect((await ask(nation, 'PATCH', `${PATH}/${id}`, { disabled: true })).status).toBe(204);
    await until('it is refused', async () => (await look(key)).code === 'invalid-key');
    expect((await viewOf(id))!.disabledAt).not.toBeNull();
    expect((await ask(nation, 'PATCH', `${PATH}/${id}`, { disabled: false })).status).toBe(204);
    await until('it is let in again', async () => (await look(key)).status === 404);
    expect((await eventsOf(id)).at(-1)).toMatchObject({
      action: 'system.changed',
      detail: { changed: { disabled: [true, false] } },
    });
  });

  it('changes of rights hold within 5 s', async () => {
    const { id, key } = await add();
    expect((await ask(nation, 'PATCH', `${PATH}/${id}`, { rights: ['places.view'] })).status).toBe(204);
    await until('looking is refused', async () => (await look(key)).code === 'no-right');
    expect((await withKey(key, '/api/places')).status).toBe(200);
  });

  it('serves metrics to a key with that right, and to no other', async () => {
    const { key } = await add({ rights: ['metrics.view'] });
    const headers = { authorization: `Bearer ${key}` };
    const answer = await fetch(`${system.url}/metrics`, { headers });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('tidewaiter_intake_declarations_total');
    expect((await withKey((await add()).key, '/metrics')).code).toBe('no-right');
  });
});

describe('what an administrator may give', () => {
  it('stays within the scope administered', async () => {
    expect((await ask(district, 'POST', PATH, draft({ scope: 'district:2200' }))).status).toBe(201);
    expect((await ask(district, 'POST', PATH, draft({ scope: 'house:2201' }))).status).toBe(201);
    for (const scope of ['national', 'district:5300', 'house:5301'] as const) {
      expect((await ask(district, 'POST', PATH, draft({ scope }))).code).toBe('outside-scope');
    }
  });

  it('sees and changes no system of another scope', async () => {
    const { id, keyId } = await add();
    const { id: own } = await add({ scope: 'house:2201' }, district);
    expect(await viewOf(id, district)).toBeUndefined();
    expect(await viewOf(own, district)).toBeDefined();
    const attempts = [
      ['PATCH', `${PATH}/${id}`, { disabled: true }],
      ['POST', `${PATH}/${id}/keys`, { days: 1, overlapHours: 0 }],
      ['DELETE', `${PATH}/${id}/keys/${keyId}`, undefined],
    ] as const;
    for (const [method, path, body] of attempts) {
      expect((await ask(district, method, path, body)).code).toBe('outside-scope');
    }
    expect((await ask(district, 'DELETE', `${PATH}/${own}/keys/${keyId}`)).code).toBe('unknown-key');
    expect((await viewOf(id))!.keys).toHaveLength(1);
  });

  it.each(['metrics.view', 'places.register'] as const)('%s only for the nation', async (right) => {
    const asked = draft({ scope: 'district:2200', rights: ['places.view', right] });
    expect((await ask(nation, 'POST', PATH, asked)).code).toBe('national-right');
    const { id } = await add({ scope: 'district:2200' });
    expect((await ask(nation, 'PATCH', `${PATH}/${id}`, { rights: [right] })).code).toBe('national-right');
  });

  it.each([
    { rights: ['people.manage'] },
    { rights: [] },
    { rights: ['places.view', 'places.view'] },
    { scope: 'everywhere' },
    { name: ' ' },
    { declarationsPerMinute: 0 },
    { declarationsPerMinute: 1.5 },
    { days: 0 },
    { days: 731 },
    { id: '00000000-0000-0000-0000-000000000000' },
    { createdBy: 'someone' },
    { disabledAt: null },
  ])('adds nothing for %j', async (changes) => {
    const count = async () => (await system.pool.query('SELECT count(*) FROM lodging_system')).rows[0].count;
    const before = await count();
    expect((await ask(nation, 'POST', PATH, { ...draft(), ...changes })).code).toBe('invalid-body');
    expect(await count()).toBe(before);
  });

  it.each([{ scope: 'national' }, { id: 'x' }, { keys: [] }, { createdBy: 'x' }, { disabledAt: null }])(
    'changes nothing for %j',
    async (changes) => {
      const { id } = await add({ scope: 'district:2200' });
      const before = await viewOf(id);
      expect((await ask(district, 'PATCH', `${PATH}/${id}`, changes)).code).toBe('invalid-body');
      expect(await viewOf(id)).toEqual(before);
    },
  );

  it('refuses a name that is taken, unknown places and systems, and leaves no key behind', async () => {
    const { id } = await add({ name: 'Taken' });
    const other = await add();
    const count = async () => (await system.pool.query('SELECT count(*) FROM auth.apikey')).rows[0].count;
    const before = await count();
    expect((await ask(nation, 'POST', PATH, draft({ name: 'Taken' }))).code).toBe('name-taken');
    expect(await count()).toBe(before);
    expect((await ask(nation, 'PATCH', `${PATH}/${other.id}`, { name: 'Taken' })).code).toBe('name-taken');
    expect((await ask(nation, 'PATCH', `${PATH}/${id}`, { name: 'Taken' })).status).toBe(204);
    expect((await ask(nation, 'POST', PATH, draft({ scope: 'district:9999' }))).code).toBe('unknown-scope');
    expect((await ask(nation, 'PATCH', `${PATH}/none`, { disabled: true })).status).toBe(404);
    expect((await ask(nation, 'POST', `${PATH}/${id}/keys`, { days: 1, overlapHours: 721 })).code).toBe(
      'invalid-body',
    );
  });

  it('is refused to who has no right, and to keys', async () => {
    const operator = await system.person('operator', 'national');
    expect((await ask(operator, 'GET', PATH)).code).toBe('no-right');
    expect((await ask(operator, 'POST', PATH, draft())).code).toBe('no-right');
    expect((await withKey(system.key, PATH)).code).toBe('no-right');
  });
});

describe('the scope of a key', () => {
  it('lodges for its own houses, reads what is theirs, and amends nothing of others', async () => {
    const { key } = await add({ scope: 'district:2200' });
    const foreign = declarationWith({ declarationNo: 'FOREIGN-1', customsHouse: '5301' });
    expect((await lodge(system.key, foreign)).status).toBe(202);
    const mixed = [
      declarationWith({ declarationNo: 'OWN-1', customsHouse: '2201' }),
      declarationWith({ declarationNo: 'OTHER-1', customsHouse: '5301' }),
      // The number of another district's declaration, as if it were moved here.
      declarationWith({ declarationNo: 'FOREIGN-1', customsHouse: '2201' }),
    ];
    const receipt = (await lodge(key, mixed)).value as unknown as IntakeReceipt;
    expect(receipt.accepted).toBe(1);
    expect(receipt.rejected.map(({ index, faults }) => [index, faults[0]!.path])).toEqual([
      [1, 'customsHouse'],
      [2, 'declarationNo'],
    ]);
    const find = (number: string, by = key) => withKey(by, `/api/declarations/${number}`);
    await until('both are decided', async () => {
      const found = await Promise.all([find('OWN-1', system.key), find('FOREIGN-1', system.key)]);
      return found.every(({ value }) => (value as { decision?: unknown }).decision);
    });
    expect((await find('OWN-1')).status).toBe(200);
    expect(await find('FOREIGN-1')).toMatchObject({ status: 404, code: 'unknown-declaration' });
    expect((await find('FOREIGN-1', system.key)).value).toMatchObject({ version: 1 });
  });

  it('a key that may only lodge reads nothing', async () => {
    const { key } = await add({ rights: ['declarations.lodge'] });
    expect((await lodge(key, declarationWith({ declarationNo: 'BLIND-1' }))).status).toBe(202);
    expect((await withKey(key, '/api/declarations/BLIND-1')).code).toBe('no-right');
    expect((await withKey(key, '/api/channel-counts')).code).toBe('no-right');
    expect((await withKey(key, '/api/places')).code).toBe('no-right');
  });
});

describe('limits', () => {
  it('takes a delivery whole while there is budget, then refuses before the body is read', async () => {
    const { key } = await add({ declarationsPerMinute: 10 });
    const { status, value } = await withKey(key, '/api/declarations', {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: toNdjson(declarations('LIMIT-', 25)),
    });
    expect([status, value]).toMatchObject([202, { accepted: 25 }]);
    const refused = await withKey(key, '/api/declarations', {
      method: 'POST',
      body: 'this is not even JSON',
    });
    expect(refused).toMatchObject({ status: 429, code: 'too-many-requests' });
    // 15 beyond 10 a minute: a minute for the window and at most one and a half for the debt.
    expect(refused.retryAfter).toBeGreaterThan(60);
    expect(refused.retryAfter).toBeLessThanOrEqual(150);
    expect((await look(key)).status).toBe(404);
  });

  it('counts what is rejected or unreadable, and each system by itself', async () => {
    const limited = await add({ declarationsPerMinute: 2 });
    const other = await add({ declarationsPerMinute: 2 });
    expect((await lodge(limited.key, { nothing: true })).status).toBe(202);
    const broken = await withKey(limited.key, '/api/declarations', { method: 'POST', body: '{' });
    expect(broken.code).toBe('not-json');
    expect((await lodge(limited.key, {})).status).toBe(429);
    expect((await lodge(other.key, declarationWith({ declarationNo: 'LIMIT-OTHER' }))).status).toBe(202);
  });

  it('counts all keys of a system together, and a higher limit holds at once', async () => {
    const { id, key } = await add({ declarationsPerMinute: 3 });
    const { value } = await ask(nation, 'POST', `${PATH}/${id}/keys`, { days: 1, overlapHours: 1 });
    expect((await lodge(key, declarations('KEYS-', 3))).status).toBe(202);
    expect((await lodge(value.key, declarations('KEYS-', 1))).status).toBe(429);
    await ask(nation, 'PATCH', `${PATH}/${id}`, { declarationsPerMinute: 1000 });
    await until(
      'the higher limit holds',
      async () => (await lodge(key, declarations('KEYS-', 1))).status === 202,
    );
  });

  it('refuses what nests too deep or is too large with codes of their own', async () => {
    const { key } = await add();
    const post = (body: string) => withKey(key, '/api/declarations', { method: 'POST', body });
    expect((await post('['.repeat(100_000))).code).toBe('too-deep');
    expect((await post(`"${'x'.repeat(9 * 1024 * 1024)}"`)).code).toBe('body-too-large');
    const deep = `{"items":${'['.repeat(5000)}${']'.repeat(5000)}}`;
    expect((await post(deep)).value).toMatchObject({ accepted: 0, rejectedTotal: 1 });
    expect((await post(JSON.stringify(declarations('MANY-', 1001)))).code).toBe('array-too-long');
  });
});

describe('connections', () => {
  it('are closed where headers do not come', async () => {
    const { hostname, port } = new URL(system.url);
    const answers = await Promise.all(
      ['', 'POST /api/declarations HTTP/1.1\r\nHost: x\r\nX-'].map(async (begun) => {
        const socket = connect(Number(port), hostname);
        let answer = '';
        socket.on('data', (chunk) => (answer += chunk.toString()));
        await once(socket, 'connect');
        socket.write(begun);
        await once(socket, 'close');
        return answer;
      }),
    );
    for (const answer of answers) expect(answer).toMatch(/^(HTTP\/1.1 408 |$)/);
  });
});

describe.skipIf(testRedisUrl() === null)('servers that share Redis', () => {
  it('share what a system has lodged', async () => {
    const url = testRedisUrl()!;
    const connections = [new Redis(url), new Redis(url)];
    try {
      await connections[0]!.flushdb();
      const [one, other] = connections.map((redis) => new IntakeLimit(redis));
      const machine = { kind: 'machine', id: 's', name: 's', keyId: 'k', declarationsPerMinute: 10 } as const;
      const caller = new Caller(machine, [], () => undefined);
      await one!.charge(caller, 9);
      await other!.admit(caller);
      await other!.charge(caller, 6);
      const refused: unknown = await one!.admit(caller).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(TooManyRequestsError);
      expect((refused as TooManyRequestsError).retryAfterSeconds).toBeGreaterThan(60);
      for (const redis of connections) redis.disconnect();
      // Without it, each counts for itself and refuses nobody.
      await one!.admit(caller);
    } finally {
      for (const redis of connections) redis.disconnect();
    }
  });
});
