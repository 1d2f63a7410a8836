import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IntakeReceipt } from '../../shared/contract/intake.ts';
import type { Declaration } from '../../shared/domain/declaration.ts';
import { declarations, declarationWith } from '../harness/declarations.ts';
import { signIn, TEST_PASSWORD, type TestPerson } from '../harness/people.ts';
import { createTestDatabase, type TestDatabase } from '../harness/provision.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';
import { until } from '../harness/until.ts';

/** Left out of backups, beside the queue's schema. */
const LEFT_OUT = ['auth.session', 'auth."rateLimit"', 'auth.verification', 'auth.sign_in_failure'];

const folder = mkdtempSync(join(tmpdir(), 'tidewaiter-backup-'));
const file = join(folder, 'first.backup');
const MAIN = fileURLToPath(new URL('../../tools/backup/main.ts', import.meta.url));

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** Runs the command as people do. */
function run(databaseUrl: string, ...args: string[]): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended: Ended = { code: null, out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (ended.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (ended.err += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ ...ended, code })));
}

async function query<Row extends pg.QueryResultRow>(databaseUrl: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function tablesOf(databaseUrl: string): Promise<string[]> {
  const rows = await query<{ name: string }>(
    databaseUrl,
    `SELECT CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END || quote_ident(c.relname) AS name
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname IN ('public', 'auth') AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

async function rowsOf(databaseUrl: string, table: string): Promise<string[]> {
  const rows = await query<{ row: string }>(
    databaseUrl,
    `SELECT t::text COLLATE "C" AS row FROM ${table} t ORDER BY 1`,
  );
  return rows.map(({ row }) => row);
}

const isEmpty = async (databaseUrl: string) => (await tablesOf(databaseUrl)).length === 0;

async function lodge(at: TestSystem, all: Declaration[]): Promise<IntakeReceipt> {
  const response = await at.fetch('/api/declarations', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(all),
  });
  expect(response.status).toBe(202);
  return (await response.json()) as IntakeReceipt;
}

async function decisions(at: TestSystem): Promise<number> {
  const { rows } = await at.pool.query<{ n: number }>('SELECT count(*)::int AS n FROM channel_decision');
  return rows[0]!.n;
}

const decided = declarations('BACKUP-', 300);
const waiting = declarations('WAITING-', 5);
let system: TestSystem;
let person: TestPerson;
let target: TestDatabase;
let made: Ended;
let restored: Ended;

beforeAll(async () => {
  system = await startSystem({
    backend: 'postgres',
    workers: 0,
    ruleset: {
      format: 'tidewaiter-ruleset/1',
      profiles: [
        {
          code: 'TEST-0001',
          version: 1,
          title: 'Computers',
          level: 'national',
          status: 'active',
          when: { item: { field: 'item.hsCode', op: 'startsWith', value: '8471' } },
          channel: 'orange',
          mandatory: false,
          score: 10,
          alarm: 'high',
        },
      ],
      lists: [],
      policy: { thresholds: { red: 70, orange: 40 }, creditShift: {}, randomRate: 0.1 },
    },
  });
  const worker = await system.startWorker();
  await lodge(system, decided);
  await until('all are decided', async () => (await decisions(system)) === decided.length);
  await system.stopProcess(worker);
  await lodge(system, waiting);

  person = await system.person('supervisor', 'district:2200');
  await system.pool.query(`SELECT prepare_partitions('2025-02-28')`);
  await system.pool.query(
    `INSERT INTO declaration SELECT '2025-02-28 23:59:59.999999+00', 1, 'OLD', 1, registered_at, customs_house,
       direction, trader_id, item_count, 0.1::float8 + 0.2::float8, document FROM declaration LIMIT 1`,
  );
  await system.pool.query(
    `INSERT INTO display (name, scope, page, locale, public_key, enrolled_by) VALUES ($1, 'national', '', 'zh', $2, 'test')`,
    ['tab\tline\nreturn\rback\\slash \\. \\N "quoted" 海关 🚢', { kty: 'EC', note: 'a\\nb' }],
  );
  // Retention was stopped in the middle.
  await system.pool.query('CREATE TABLE hit_20240101 (LIKE hit)');
  // So that nothing changes between the backup and the comparison.
  await system.stopProcess(system.server());
  made = await run(system.databaseUrl, 'backup', file);
  await system.pool.query('DROP TABLE hit_20240101');
  target = await createTestDatabase();
  restored = await run(target.url, 'restore', file);
});

afterAll(async () => {
  await system?.stop();
  await target?.drop();
  rmSync(folder, { recursive: true });
});

describe('a backup', () => {
  it('is one file for its owner alone, and says what it holds', () => {
    expect(made).toMatchObject({ code: 0, err: '' });
    expect(made.out).toMatch(/rows of \d+ tables as of \d{4}-.*personal data and secrets.*AUTH_SECRET/s);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['first.backup']);
  });

  it('brings back every row of every table, and no sessions', async () => {
    expect(restored).toMatchObject({ code: 0, err: '' });
    expect(restored.out).toMatch(/^Restored into the database test_\w+: [\d,]+ rows of \d+ tables/);
    const tables = await tablesOf(system.databaseUrl);
    expect(await tablesOf(target.url)).toEqual(tables);
    expect(tables).toEqual(expect.arrayContaining(LEFT_OUT));
    const counts: Record<string, number> = {};
    for (const table of tables) {
      if (table === 'schema_migration') continue;
      const rows = await rowsOf(target.url, table);
      counts[table] = rows.length;
      expect(rows, table).toEqual(LEFT_OUT.includes(table) ? [] : await rowsOf(system.databaseUrl, table));
    }
    expect(await rowsOf(system.databaseUrl, 'auth.session')).not.toEqual([]);
    expect(counts).toMatchObject({
      declaration: 301,
      declaration_version: 305,
      channel_decision: 300,
      hit: 300,
      control_order: 300,
      display: 1,
    });
    for (const table of ['alarm', 'alarm_event', 'draw_salt', 'flow_bucket', 'access_event', 'trader']) {
      expect(counts[table], table).toBeGreaterThan(0);
    }
    for (const table of ['auth."user"', 'auth.account', 'auth.apikey', 'assignment', 'lodging_system']) {
      expect(counts[table], table).toBeGreaterThan(0);
    }
  });

  it('brings back partitions and where sequences stood', async () => {
    const partitions = `SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r' ORDER BY 1`;
    expect(await query(target.url, partitions)).toEqual(await query(system.databaseUrl, partitions));
    const next = `SELECT nextval('intake_batch_id_seq') AS batch, nextval('alarm_event_id_seq') AS event`;
    expect(await query(target.url, next)).toEqual(await query(system.databaseUrl, next));
  });

  it('can be restored into a database made for it', async () => {
    const name = new URL(target.url).pathname.slice(1);
    expect(await run(target.url, 'restore', file, '--create', `${name}_drill`)).toMatchObject({ code: 0 });
    const url = target.url.replace(name, `${name}_drill`);
    expect(await rowsOf(url, 'declaration')).toEqual(await rowsOf(target.url, 'declaration'));
    await query(target.url, `DROP DATABASE ${name}_drill`);
  });

  it('is checked without a database', async () => {
    const checked = await run('', 'restore', '--verify', file);
    expect(checked).toMatchObject({ code: 0, err: '' });
    expect(checked.out).toContain('is whole');
  });

  it('is never overwritten', async () => {
    const again = await run(system.databaseUrl, 'backup', file);
    expect(again.code).toBe(1);
    expect(again.err).toContain('is there already');
  });

  it('is not begun where there is no Tidewaiter', async () => {
    const none = await createTestDatabase();
    const attempt = await run(none.url, 'backup', join(folder, 'none.backup'));
    await none.drop();
    expect(attempt).toMatchObject({ code: 1, err: expect.stringContaining('no database of Tidewaiter') });
    expect(existsSync(join(folder, 'none.backup'))).toBe(false);
  });

  it('holds one moment of a database that goes on', async () => {
    const busy = join(folder, 'busy.backup');
    // As if its server had seen more transactions than the one restored into.
    await system.pool.query(
      `INSERT INTO alarm_group (dimension, value, opened_at, changed_in) VALUES ('house', '2201', now(), '9000000000000')`,
    );
    await system.startServer();
    let lodging = true;
    const lodged = (async () => {
      for (let i = 0; lodging; i++) await lodge(system, declarations(`BUSY-${i}-`, 50));
    })();
    const attempt = await run(system.databaseUrl, 'backup', busy);
    lodging = false;
    await lodged;
    expect(attempt.code).toBe(0);
    const copy = await createTestDatabase();
    expect(await run(copy.url, 'restore', busy)).toMatchObject({ code: 0 });
    const [sums] = await query(
      copy.url,
      `SELECT (SELECT count(*) FROM declaration_version) AS versions,
              (SELECT sum(declaration_count) FROM intake_batch WHERE kind = 'declarations') AS in_batches,
              (SELECT count(*)::int FROM alarm_group WHERE changed_in > pg_current_xact_id()) AS new_for_ever`,
    );
    await copy.drop();
    expect(sums!['versions']).toBe(sums!['in_batches']);
    expect(sums!['new_for_ever']).toBe(0);
  });
});

describe('a restored database', () => {
  let copy: TestSystem;
  beforeAll(async () => {
    copy = await startSystem({
      backend: 'postgres',
      workers: 0,
      fill: (databaseUrl) => run(databaseUrl, 'restore', file),
    });
  });
  afterAll(() => copy?.stop());

  it('knows what was lodged', async () => {
    expect(await lodge(copy, decided)).toMatchObject({ accepted: 0, duplicates: 300 });
    expect(await lodge(copy, waiting)).toMatchObject({ accepted: 0, duplicates: 5 });
    const more = declarationWith({ declarationNo: 'BACKUP-0', packages: 7 });
    expect(await lodge(copy, [more])).toMatchObject({ accepted: 1, amended: 1 });
  });

  it('lets people in with their password, and no session of before', async () => {
    const old = await fetch(`${copy.url}/api/session`, { headers: { cookie: person.cookie } });
    const { fetch: fetchAs } = await signIn(copy.url, person.email, TEST_PASSWORD);
    const session = await (await fetchAs('/api/session')).text();
    expect(session).toContain(person.email);
    expect(await old.text()).not.toContain(person.email);
  });

  it('decides what was waiting', async () => {
    await copy.startWorker();
    await until('all are decided', async () => (await decisions(copy)) === 300 + 5 + 1);
  });
});

describe('a restore', () => {
  async function refused(reason: string, bytes?: Buffer): Promise<void> {
    const given = bytes === undefined ? file : join(folder, 'bad.backup');
    if (bytes !== undefined) writeFileSync(given, bytes);
    const empty = await createTestDatabase();
    const attempt = await run(empty.url, 'restore', given);
    const stillEmpty = await isEmpty(empty.url);
    await empty.drop();
    expect(attempt).toMatchObject({ code: 1, err: expect.stringContaining(reason) });
    expect(stillEmpty).toBe(true);
  }

  it('refuses a file that is cut off', async () => {
    const whole = readFileSync(file);
    await refused('cut off', whole.subarray(0, whole.length - 20));
    await refused('cut off', whole.subarray(0, 1000));
  });

  it('refuses a file with a bit turned over', async () => {
    const altered = readFileSync(file);
    altered[altered.length >> 1]! ^= 4;
    await refused('altered or damaged', altered);
  });

  it('refuses a backup of a newer version', async () => {
    const newer = join(folder, 'newer.backup');
    await query(
      target.url,
      `INSERT INTO schema_migration (name, run_on) VALUES ('9999_from-the-future', now())`,
    );
    expect(await run(target.url, 'backup', newer)).toMatchObject({ code: 0 });
    await refused('newer version of Tidewaiter: it has had the migration 9999_from', readFileSync(newer));
  });

  it('refuses a database that is not empty, and leaves it as it is', async () => {
    const before = await rowsOf(target.url, 'declaration');
    const attempt = await run(target.url, 'restore', file);
    expect(attempt).toMatchObject({ code: 1, err: expect.stringContaining('The database is not empty') });
    expect(await rowsOf(target.url, 'declaration')).toEqual(before);
    const other = await createTestDatabase();
    await query(other.url, 'CREATE SCHEMA mine; CREATE TABLE mine.own ()');
    const second = await run(other.url, 'restore', file);
    await other.drop();
    expect(second).toMatchObject({ code: 1, err: expect.stringContaining('it has mine.own') });
  });
});
