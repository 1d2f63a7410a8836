import { zstdCompressSync } from 'node:zlib';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadRuleset, readRuleset } from '../../shared/platform/stores/ruleset.store.ts';
import { expectAllAddsUp, snapshotOf } from '../harness/add-up.ts';
import { declarations, declarationWith, toNdjson } from '../harness/declarations.ts';
import { startSystem, type BackendKind, type TestSystem } from '../harness/system.ts';
import { until } from '../harness/until.ts';

const backends = ['redis', 'postgres'] as const satisfies BackendKind[];

async function lodge(system: TestSystem, all: readonly unknown[]): Promise<number> {
  const response = await system.fetch(`/api/declarations`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: toNdjson(all),
  });
  expect(response.status).toBe(202);
  return ((await response.json()) as { accepted: number }).accepted;
}

const countOf = async (system: TestSystem, sql: string) =>
  (await system.pool.query<{ count: number }>(sql)).rows[0]!.count;

const decided = (system: TestSystem) =>
  countOf(system, 'SELECT count(*)::int AS count FROM channel_decision');
const open = (system: TestSystem) =>
  countOf(
    system,
    `SELECT count(*)::int AS count FROM intake_batch WHERE assessed_at IS NULL AND kind = 'declarations'`,
  );

describe.each(backends)('the pipeline on %s', (backend) => {
  let system: TestSystem;
  let lodged = 0;
  beforeAll(async () => {
    system = await startSystem({ backend, workers: 0 });
  });
  afterAll(() => system?.stop());

  /** Lodges while a first worker decides, ends that worker once it is busy, and has another decide the rest. */
  async function replaceBusyWorker(count: number, signal: NodeJS.Signals) {
    const before = await decided(system);
    const busy = await system.startWorker();
    const lodging = lodge(system, declarations(signal, count));
    lodged += count;
    await until('some are decided', async () => (await decided(system)) > before + 1000);
    await system.stopProcess(busy, signal);
    const left = lodged - (await decided(system));
    await lodging;
    const next = await system.startWorker();
    await until('all are decided', async () => (await open(system)) === 0, 90_000);
    await expectAllAddsUp(system, lodged);
    await system.stopProcess(next);
    return { left, exitCode: busy.exitCode };
  }

  it('loses and doubles nothing when a worker is killed in the middle', async () => {
    expect((await replaceBusyWorker(20_000, 'SIGKILL')).left).toBeGreaterThan(0);
  });

  it('finishes what runs when it is asked to stop', async () => {
    expect((await replaceBusyWorker(5000, 'SIGTERM')).exitCode).toBe(0);
  });

  it('decides everything once by two workers and shows it on the board', async () => {
    await Promise.all([system.startWorker(), system.startWorker()]);
    await lodge(system, declarations('D', 3000));
    lodged += 3000;
    await until('all are decided', async () => (await decided(system)) === lodged);
    await expectAllAddsUp(system, lodged);
  });
});

describe('whatever carries the jobs, the pipeline', () => {
  const [backend] = backends;
  let system: TestSystem;
  beforeAll(async () => {
    system = await startSystem({
      backend,
      workers: 1,
      ruleset: {
        format: 'tidewaiter-ruleset/1',
        profiles: [
          {
            code: 'ERR-0001',
            version: 1,
            title: 'Heavy goods',
            level: 'national',
            status: 'active',
            when: { field: 'grossMassKg', op: 'gt', value: 5 },
            channel: 'red',
            mandatory: false,
            score: 10,
          },
        ],
        lists: [],
        policy: { thresholds: { red: 70, orange: 40 }, creditShift: {}, randomRate: 0 },
      },
    });
  });
  afterAll(() => system?.stop());

  it('sends what it cannot evaluate to orange, with an alarm', async () => {
    // Intake would refuse such a declaration: this is one that a fault of ours let through.
    const sent = declarationWith({ declarationNo: 'E-1', countryOfDispatch: 'DE' });
    const broken = { ...sent, grossMassKg: 'heavy' };
    await system.pool.query(
      `INSERT INTO intake_batch (kind, received_at, declaration_count, payload)
       VALUES ('declarations', clock_timestamp(), 1, $1)`,
      [zstdCompressSync(`1\t${JSON.stringify(broken)}`)],
    );
    await until('it is decided', async () => (await decided(system)) === 1);
    const { rows } = await system.pool.query('SELECT channel, reasons FROM channel_decision');
    expect(rows[0]).toEqual({ channel: 'orange', reasons: ['evaluation-error'] });
    const alarms = await system.pool.query('SELECT state, kind, occurrences::int FROM alarm');
    expect(alarms.rows).toEqual([{ state: 'unacknowledged', kind: 'system', occurrences: 1 }]);
    const members = await system.pool.query(
      'SELECT declaration_no, profile_code, trader_id, heading, route FROM alarm_member',
    );
    const common = { trader_id: 'T-1', heading: '8471', route: 'DE>2201' };
    expect(members.rows).toEqual([{ declaration_no: 'E-1', profile_code: 'ERR-0001', ...common }]);
    await until('the board shows the alarm', async () => (await snapshotOf(system)).alarms.top.length === 1);
  });

  it('lets a declaration that cannot be stored hold up no other, and tells people', async () => {
    const before = await decided(system);
    // Intake would refuse such an instant: this is one that a fault of ours let through.
    const lines = declarations('P', 20).map((declaration, i) =>
      JSON.stringify(i === 7 ? { ...declaration, registeredAt: '9999-12-31T23:59:59-01:00' } : declaration),
    );
    await system.pool.query(
      `INSERT INTO intake_batch (kind, received_at, declaration_count, payload)
       VALUES ('declarations', clock_timestamp(), 20, $1)`,
      [zstdCompressSync(lines.map((line) => `1\t${line}`).join('\n'))],
    );
    await until('the others are decided', async () => (await decided(system)) === before + 19, 90_000);
    await until(
      'people are told',
      async () =>
        (await countOf(system, `SELECT count(*)::int AS count FROM alarm WHERE priority = 'critical'`)) === 1,
      90_000,
    );
    expect(await open(system)).toBe(1);
    expect(
      await countOf(
        system,
        `SELECT count(*)::int AS count FROM channel_decision WHERE declaration_no = 'P7'`,
      ),
    ).toBe(0);
  });

  it('has partitions ready for today and the week to come', async () => {
    const { rows } = await system.pool.query(
      `SELECT inhparent::regclass::text AS parent, count(*)::int AS partitions FROM pg_inherits
       WHERE inhparent::regclass::text IN ('declaration', 'channel_decision', 'hit', 'control_order', 'alarm_member')
       GROUP BY 1 ORDER BY 1`,
    );
    expect(rows).toEqual(
      ['alarm_member', 'channel_decision', 'control_order', 'declaration', 'hit'].map((parent) => ({
        parent,
        partitions: 8,
      })),
    );
  });

  it('has a new ruleset in force in every worker within seconds', async () => {
    const { document } = (await readRuleset(system.pool))!;
    const version = await loadRuleset(
      system.pool,
      { ...document, profiles: document.profiles.slice(1) },
      'one profile less',
    );
    let i = 0;
    await until('decisions name it', async () => {
      await lodge(system, declarations(`V${i++}-`, 1));
      await delay(50);
      return (
        (await countOf(
          system,
          `SELECT count(*)::int AS count FROM channel_decision WHERE ruleset_version = ${version}`,
        )) > 0
      );
    });
  });
});

describe('an emptied Redis', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startSystem({ backend: 'redis', workers: 1 });
  });
  afterAll(() => system?.stop());

  it('loses and doubles nothing', async () => {
    const lodging = lodge(system, declarations('F', 20_000));
    for (const share of [1000, 6000, 12_000]) {
      await until('some are decided', async () => (await decided(system)) > share);
      await system.redis!.flushall();
    }
    await lodging;
    await until('all are decided', async () => (await open(system)) === 0, 90_000);
    await expectAllAddsUp(system, 20_000);
  });
});
