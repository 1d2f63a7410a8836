import { connect } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IntakeReceipt } from '../../shared/contract/intake.ts';
import type { Declaration } from '../../shared/domain/declaration.ts';
import type { StoredVersion } from '../../shared/platform/stores/declaration.store.ts';
import { declarations, declarationWith, toNdjson } from '../harness/declarations.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';
import { until } from '../harness/until.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem({ backend: 'postgres', workers: 1, env: { INTAKE_BACKLOG_LIMIT: '5000' } });
});

afterAll(() => system?.stop());

function post(body: string, type = 'application/json'): Promise<Response> {
  return system.fetch(`/api/declarations`, { method: 'POST', headers: { 'content-type': type }, body });
}

async function lodge(value: unknown): Promise<IntakeReceipt> {
  const response = await post(JSON.stringify(value));
  expect(response.status).toBe(202);
  return (await response.json()) as IntakeReceipt;
}

/** What these tests look at of an answer about one declaration. */
type Found = StoredVersion & {
  declarationNo: string;
  versions: (StoredVersion & { declaration: Declaration })[];
};

async function find(declarationNo: string) {
  const response = await system.fetch(`/api/declarations/${declarationNo}`);
  return { status: response.status, body: (await response.json()) as Found };
}

describe('what is accepted', () => {
  it('takes one declaration, decides it, and tells what became of it', async () => {
    const receipt = await lodge(declarationWith({ declarationNo: 'ONE-1' }));
    expect(receipt).toMatchObject({ accepted: 1, duplicates: 0, amended: 0, rejected: [], rejectedTotal: 0 });
    expect(receipt.batchId).toBe(receipt.batchIds[0]);
    await until('it is decided', async () => (await find('ONE-1')).body.decision !== null);
    const { body } = await find('ONE-1');
    expect(body).toMatchObject({ declarationNo: 'ONE-1', version: 1, batchId: receipt.batchId });
    expect(body.decision?.channel).toMatch(/^(red|orange|green)$/);
    expect(body.decision?.reasons.length).toBeGreaterThan(0);
    expect(body.decision?.rulesetVersion).toBe(1);
    expect(body.decision?.explanation).toMatchObject({ draw: { rate: 0.01 } });
    expect(body.versions).toHaveLength(1);
  });

  it('answers the same content with the first decision and numbers amendments', async () => {
    const first = declarationWith({ declarationNo: 'AMEND/1' });
    await lodge(first);
    // The same content in another order of fields.
    const reordered = Object.fromEntries(Object.entries(first).toReversed());
    expect(await lodge(reordered)).toMatchObject({ accepted: 0, duplicates: 1, batchId: null, batchIds: [] });
    expect(await lodge({ ...first, packages: 3 })).toMatchObject({ accepted: 1, amended: 1, duplicates: 0 });
    expect(await lodge({ ...first, packages: 3 })).toMatchObject({ accepted: 0, duplicates: 1 });
    expect(await lodge(first)).toMatchObject({ accepted: 0, duplicates: 1 });
    await until('both are decided', async () =>
      (await find('AMEND/1')).body.versions.every((version) => version.decision !== null),
    );
    const { body } = await find('AMEND/1');
    expect(body.versions.map((version) => [version.version, version.declaration.packages])).toEqual([
      [2, 3],
      [1, undefined],
    ]);
  });

  it('keeps versions without gaps when amendments of one declaration arrive together', async () => {
    const base = declarationWith({ declarationNo: 'RACE-1' });
    const receipts = await Promise.all(Array.from({ length: 20 }, (_, i) => lodge({ ...base, packages: i })));
    expect(receipts.reduce((sum, receipt) => sum + receipt.accepted, 0)).toBe(20);
    expect(receipts.reduce((sum, receipt) => sum + receipt.amended, 0)).toBe(19);
    const { rows } = await system.pool.query(
      `SELECT array_agg(version ORDER BY version) AS versions FROM declaration_version WHERE declaration_no = 'RACE-1'`,
    );
    expect(rows[0].versions).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  it('takes the good ones of a request and names the faults of the others', async () => {
    const receipt = await lodge([
      declarationWith({ declarationNo: 'MIX-1' }),
      { ...declarationWith({ declarationNo: 'MIX-2' }), registeredAt: 'yesterday' },
      declarationWith({ declarationNo: 'MIX-3', items: [{ itemNo: 1, hsCode: '84', customsValue: -1 }] }),
      declarationWith({ declarationNo: 'MIX-4', customsHouse: '9999' }),
      { ...declarationWith({ declarationNo: 'MIX-5' }), orign: 'CN' },
      null,
    ]);
    expect(receipt).toMatchObject({ accepted: 1, rejectedTotal: 5 });
    expect(
      receipt.rejected.map((one) => [one.index, one.declarationNo, one.faults.map((f) => f.path)]),
    ).toEqual([
      [1, 'MIX-2', ['registeredAt']],
      [2, 'MIX-3', ['items.0.hsCode', 'items.0.customsValue']],
      [3, 'MIX-4', ['customsHouse']],
      [4, 'MIX-5', ['']],
      [5, null, ['']],
    ]);
    expect(receipt.rejected[2]!.faults[0]!.reason).toContain('not known');
  });

  it('lets singles that arrive together share a commit', async () => {
    const receipts = await Promise.all(declarations('GROUP-', 100).map((declaration) => lodge(declaration)));
    expect(new Set(receipts.map((receipt) => receipt.batchId)).size).toBeLessThan(60);
  });

  it('reads NDJSON as a stream and names the lines that cannot be read', async () => {
    const lines = toNdjson(declarations('LINES-', 2500)).split('\n');
    lines.splice(1200, 0, '{"broken":', '');
    const response = await post(lines.join('\r\n'), 'application/x-ndjson; charset=utf-8');
    expect(response.status).toBe(202);
    const receipt = (await response.json()) as IntakeReceipt;
    expect(receipt).toMatchObject({ accepted: 2500, rejectedTotal: 1 });
    expect(receipt.rejected[0]).toMatchObject({ index: 1200, declarationNo: null });
    expect(receipt.rejected[0]!.faults[0]!.reason).toContain('no JSON');
    expect(receipt.batchIds.length).toBeGreaterThan(1);
    const { rows } = await system.pool.query(
      `SELECT count(*)::int AS count FROM declaration_version WHERE declaration_no LIKE 'LINES-%'`,
    );
    expect(rows[0].count).toBe(2500);
  });
});

describe('what is refused', () => {
  it.each([
    ['no JSON', '{"a":', 'application/json', 400, 'not-json'],
    ['an empty body', '', 'application/json', 400, 'not-json'],
    ['another type', '<a/>', 'text/xml', 415, 'unsupported-media-type'],
    ['a long array', `[${'1,'.repeat(1000)}1]`, 'application/json', 413, 'array-too-long'],
    ['a deep body', '['.repeat(100_000), 'application/json', 400, 'too-deep'],
    ['another charset', '{}', 'application/json; charset=utf-16', 415, 'unsupported-charset'],
    ['a large body', `"${'x'.repeat(9 * 1024 * 1024)}"`, 'application/json', 413, 'body-too-large'],
  ])('answers %s with its status', async (_what, body, type, status, code) => {
    const response = await post(body, type);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code } });
  });

  it('answers an unknown declaration and an unknown route with 404', async () => {
    expect(await find('NOBODY')).toMatchObject({
      status: 404,
      body: { error: { code: 'unknown-declaration' } },
    });
    const response = await system.fetch(`/api/nothing`);
    expect(response.status).toBe(404);
  });

  it('answers 429 with Retry-After while the backlog is over its limit, and loses nothing', async () => {
    const { rows } = await system.pool.query(
      `INSERT INTO intake_batch (kind, received_at, declaration_count)
       VALUES ('declarations', clock_timestamp() + interval '1 hour', 6000) RETURNING id`,
    );
    const lodgeLate = () => post(JSON.stringify(declarationWith({ declarationNo: 'LATE-1' })));
    await until('intake is held', async () => (await lodgeLate()).status === 429);
    const held = await lodgeLate();
    expect(Number(held.headers.get('retry-after'))).toBeGreaterThan(0);
    await system.pool.query('DELETE FROM intake_batch WHERE id = $1', [rows[0].id]);
    await until('intake is open again', async () => (await lodgeLate()).status === 202);
  });

  it('commits nothing of a single declaration whose sender went away half-way', async () => {
    const url = new URL(system.url);
    const socket = connect(Number(url.port), url.hostname);
    await once(socket, 'connect');
    socket.write(
      'POST /api/declarations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{"declarationNo":"GONE-1"',
    );
    socket.destroy();
    expect((await find('GONE-1')).status).toBe(404);
    expect((await system.fetch(`/readyz`)).status).toBe(200);
  });
});

describe('what tries to do harm', () => {
  it('lets boards and other requests have their turn while a costly request is checked', async () => {
    const junk = JSON.stringify(
      Array.from({ length: 1000 }, () => ({ items: Array.from({ length: 400 }, () => ({})) })),
    );
    let junkAnswered = false;
    const costly = post(junk).finally(() => (junkAnswered = true));
    let answeredMeanwhile = 0;
    while (!junkAnswered) {
      await system.fetch(`/healthz`);
      if (!junkAnswered) answeredMeanwhile++;
    }
    expect((await costly).status).toBe(202);
    expect(answeredMeanwhile).toBeGreaterThan(5);
  });

  it.each([
    [{ declarationNo: 'HARM/../1' }, 'declarationNo'],
    [{ registeredAt: `2026-11-23T10:15:00.${'1'.repeat(1000)}Z` }, 'registeredAt'],
    [{ attributes: JSON.parse('{"__proto__": "x"}') }, 'attributes.__proto__'],
    [{ attributes: Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`a${i}`, 1])) }, 'attributes'],
  ])('refuses %j', async (changes, path) => {
    const receipt = await lodge({ ...declarationWith({ declarationNo: 'HARM-1' }), ...changes });
    expect(receipt.rejected[0]!.faults.map((fault) => fault.path)).toEqual([path]);
  });

  it.each(['\u0000', 'a:b', ' ', 'x'.repeat(33)])(
    'does not register a house with the code %j',
    async (code) => {
      const response = await system.fetch(`/api/places/houses`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ district: 'unassigned', houses: [{ code }] }),
      });
      expect(response.status).toBe(400);
    },
  );
});

describe('operations', () => {
  it('serves health, readiness and metrics', async () => {
    expect(await (await system.fetch(`/healthz`)).text()).toBe('ok\n');
    expect(await (await system.fetch(`/readyz`)).json()).toEqual({ ready: true });
    const metrics = await (await system.fetch(`/metrics`)).text();
    expect(metrics).toMatch(/tidewaiter_intake_declarations_total\{outcome="accepted"\} [1-9]/);
    expect(metrics).toMatch(/tidewaiter_backlog_declarations \d/);
  });
});
