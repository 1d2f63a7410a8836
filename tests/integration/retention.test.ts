import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RetentionRun, RetentionView } from '../../shared/contract/retention.ts';
import { RETENTION, RETENTION_SUBJECTS } from '../../shared/domain/retention/retention.ts';
import { declarations, toNdjson } from '../harness/declarations.ts';
import type { TestPerson } from '../harness/people.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';
import { until } from '../harness/until.ts';

let system: TestSystem;
let administrator: TestPerson;

beforeAll(async () => {
  system = await startSystem({ backend: 'postgres', workers: 1 });
  administrator = await system.person('administrator', 'national');
});
afterAll(() => system?.stop());

const view = async () => (await (await administrator.fetch('/api/retention')).json()) as RetentionView;

const count = async (table: string): Promise<number> =>
  (await system.pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`)).rows[0]!.count;

async function lodge(prefix: string, howMany: number): Promise<void> {
  const response = await system.fetch('/api/declarations', {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: toNdjson(declarations(prefix, howMany)),
  });
  expect(response.status).toBe(202);
  const before = await count('declaration');
  await until('they are decided', async () => {
    const { rows } = await system.pool.query('SELECT 1 FROM intake_batch WHERE assessed_at IS NULL');
    return rows.length === 0 && (await count('declaration')) >= before;
  });
}

/** Makes everything of a prefix older by whole days. */
async function age(prefix: string, days: number): Promise<void> {
  await system.pool.query(`SELECT prepare_partitions((now() AT TIME ZONE 'UTC')::date - $1::int)`, [days]);
  for (const table of [
    'declaration_version',
    'declaration',
    'channel_decision',
    'hit',
    'control_order',
    'alarm_member',
  ]) {
    await system.pool.query(
      `UPDATE ${table} SET received_at = received_at - make_interval(days => $2)
       WHERE declaration_no LIKE $1 || '%'`,
      [prefix, days],
    );
  }
}

async function apply(): Promise<RetentionRun> {
  const before = (await view()).runs[0]?.id;
  expect((await administrator.fetch('/api/retention/runs', { method: 'POST', body: '{}' })).status).toBe(202);
  await until('the run is over', async () => {
    const newest = (await view()).runs[0];
    return newest !== undefined && newest.id !== before && newest.finishedAt !== null;
  });
  return (await view()).runs[0]!;
}

describe('periods', () => {
  it('are the standard ones until somebody sets them', async () => {
    const { periods } = await view();
    expect(periods.map(({ subject }) => subject)).toEqual(RETENTION_SUBJECTS);
    for (const { subject, days, changedBy } of periods) {
      expect([days, changedBy]).toEqual([RETENTION[subject].standard, null]);
    }
  });

  it.each([
    ['declarations', { days: 1 }, 400],
    ['declarations', { days: 36_501 }, 400],
    ['declarations', { days: 30.5 }, 400],
    ['declarations', { days: '400' }, 400],
    ['declarations', { days: 400, subject: 'flow' }, 400],
    ['everything', { days: 400 }, 404],
    ['__proto__', { days: 400 }, 404],
  ])('of %s cannot be set to %j', async (subject, body, status) => {
    const response = await administrator.fetch(`/api/retention/${subject}`, {
      method: 'PUT',
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(status);
  });

  it('are set, with who did it, and recorded', async () => {
    const response = await administrator.fetch('/api/retention/declarations', {
      method: 'PUT',
      body: JSON.stringify({ days: 400 }),
    });
    expect(response.status).toBe(204);
    expect((await view()).periods[0]).toMatchObject({ days: 400, changedBy: 'Test administrator-national' });
    const { rows } = await system.pool.query(
      `SELECT actor_id, detail FROM access_event WHERE action = 'retention.changed'`,
    );
    expect(rows).toEqual([{ actor_id: administrator.id, detail: { days: 400 } }]);
  });

  it('are the nation’s alone', async () => {
    const other = await system.person('administrator', 'district:2200');
    expect((await other.fetch('/api/retention')).status).toBe(403);
  });
});

describe('a run', () => {
  it('deletes what is too old, keeps the rest, and reports what it deleted', async () => {
    await lodge('KEPT-', 50);
    await lodge('OLD-', 60);
    await lodge('OLDER-', 70);
    await age('KEPT-', 399);
    await age('OLD-', 402);
    await age('OLDER-', 500);
    await system.pool.query(
      `UPDATE trader SET first_seen_at = now() - interval '10 years';
       INSERT INTO trader (trader_id, first_seen_at) VALUES ('T-gone', now() - interval '10 years');
       UPDATE intake_batch SET assessed_at = now() - interval '40 days'
         WHERE id = (SELECT min(id) FROM intake_batch WHERE declaration_count = 60);
       INSERT INTO trader_class VALUES ('T-gone', 'AEO', now() - interval '10 years'),
         ('T-0', 'AEO', now() - interval '10 years'), ('T-unseen', 'AEO', now());
       INSERT INTO flow_bucket VALUES (now() - interval '500 days', '2201', 1, 1, 1, 1, 1);
       INSERT INTO flow_hour VALUES (now() - interval '500 days', '2201', 3, 1, 1);
       INSERT INTO profile_flow (day, profile_code, profile_version, customs_house, last_hit_at)
         VALUES (now() - interval '500 days', 'P', 1, '2201', now());
       INSERT INTO finding (declaration_no, version, received_at, customs_house, trader_id, channel, drawn, hits,
           found_at, recorded_by, result, discrepancies)
         SELECT declaration_no, version, received_at, customs_house, trader_id, 'red', false, '{}', now(), 'test',
                'conform', '[]'
         FROM declaration WHERE declaration_no IN ('KEPT-0', 'OLD-0');
       INSERT INTO seizure (finding_id, received_at, declaration_no, version, customs_house, found_at, kind, goods,
           quantity, unit, profiles)
         SELECT id, received_at, declaration_no, version, customs_house, found_at, 'other', 'g', 1, 'kg', '{}'
         FROM finding WHERE declaration_no = 'OLD-0';
       -- One content that both refer to, and one of what goes alone.
       INSERT INTO attachment_content VALUES ('kept', 'x'), ('gone', 'y');
       INSERT INTO order_attachment (received_at, declaration_no, version, customs_house, sha256, name, type, size,
           actor_id, actor_name)
         SELECT received_at, declaration_no, version, customs_house, sha256, 'n', 'image/png', 1, 'p', 'P'
         FROM declaration, attachment_content
         WHERE declaration_no IN ('KEPT-0', 'OLD-0') AND (declaration_no, sha256) <> ('KEPT-0', 'gone');
       -- One signed and one that nobody signed are over for long; who followed them is still there.
       INSERT INTO shift (scope, state, person_id, person_name, started_at, ended_at, follows)
         SELECT 'house:2201', state, 'p', 'Lin Qing', now() - interval '11 years', ended_at, follows
         FROM (VALUES ('handed-over', now() - interval '10 years', NULL::bigint),
           ('handed-over', now() - interval '9 years', 1), ('held', NULL, 2)) AS s (state, ended_at, follows);
       INSERT INTO shift_report (shift_id, scope, content, prepared_by, prepared_at, signed_by, signed_at, pdf, sha256)
         VALUES (1, 'house:2201', '{}', 'p', now(), 'q', now(), 'x', 'y'),
           (2, 'house:2201', '{}', 'p', now(), NULL, NULL, NULL, NULL);
       DELETE FROM alarm_member;
       INSERT INTO alarm_member (alarm_id, received_at, declaration_no, version, at, customs_house, trader_id,
           ruleset_version)
         SELECT 1, received_at, declaration_no, version, now(), customs_house, trader_id, 1
         FROM declaration WHERE declaration_no IN ('KEPT-0', 'OLD-0', 'OLD-1');
       INSERT INTO auth.verification ("id", "identifier", "value", "expiresAt")
         VALUES ('v', 'i', 'v', now() - interval '9 days')`,
    );
    await expect(system.pool.query('DELETE FROM shift_report')).rejects.toThrow('never changed');
    const { rows: orders } = await system.pool.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM control_order WHERE declaration_no LIKE 'OLD%'`,
    );

    const run = await apply();
    expect(run).toMatchObject({ startedBy: 'Test administrator-national', error: null });
    const rows = Object.fromEntries(run.deletions.map((deletion) => [deletion.subject, deletion.rows]));
    expect(rows['declarations']).toMatchObject({
      declaration: 130,
      declaration_version: 130,
      channel_decision: 130,
      control_order: orders[0]!.count,
      alarm_member: 2,
      finding: 1,
      seizure: 1,
      order_attachment: 2,
      attachment_content: 1,
    });
    expect(rows['traders']).toEqual({ trader: 1 + 70 - 50, trader_class: 1 });
    expect(rows['batches']).toEqual({ intake_batch: 1 });
    expect(rows['flow']).toEqual({ flow_bucket: 1, flow_hour: 1, profile_flow: 1 });
    expect(rows['shifts']).toEqual({ shift_report: 2, shift: 2 });
    expect((await system.pool.query('SELECT id, state, follows FROM shift')).rows).toEqual([
      { id: '3', state: 'held', follows: null },
    ]);
    expect(rows['sign-in']).toMatchObject({ 'auth.verification': 1 });
    expect(run.deletions.find(({ subject }) => subject === 'declarations')!.days).toBe(400);

    expect(await count('declaration')).toBe(50);
    expect((await system.pool.query(`SELECT sha256 = 'kept' AS kept FROM attachment_content`)).rows).toEqual([
      { kept: true },
    ]);
    expect(await count('declaration_version')).toBe(50);
    expect(await count('channel_decision')).toBe(50);
    expect((await system.fetch('/api/declarations/KEPT-0')).status).toBe(200);
    expect((await system.fetch('/api/declarations/OLD-0')).status).toBe(404);
    const { rows: left } = await system.pool.query(
      `SELECT relname FROM pg_class WHERE relname ~ '_[0-9]{8}$' AND relkind = 'r'
         AND to_date(right(relname, 8), 'YYYYMMDD') < (now() AT TIME ZONE 'UTC')::date - 401`,
    );
    expect(left).toEqual([]);
    const { rows: events } = await system.pool.query(
      `SELECT subject FROM access_event WHERE action = 'retention.applied' AND subject = $1`,
      [`retention-run:${run.id}`],
    );
    expect(events).toHaveLength(1);
  });

  it('finds nothing more the second time, and what it deleted can be lodged anew', async () => {
    const run = await apply();
    const declarationRows = run.deletions.find(({ subject }) => subject === 'declarations')!.rows;
    expect(declarationRows).toEqual({});
    await lodge('OLD-', 60);
    const found = await (await system.fetch('/api/declarations/OLD-0')).json();
    expect(found).toMatchObject({ version: 1, decision: { channel: expect.any(String) } });
  });

  it('takes up what a run that was broken off has left', async () => {
    await lodge('BROKEN-', 10);
    await age('BROKEN-', 600);
    const { rows } = await system.pool.query<{ day: string }>(
      `SELECT to_char((now() AT TIME ZONE 'UTC')::date - 600, 'YYYYMMDD') AS day`,
    );
    const day = rows[0]!.day;
    await system.pool.query(`ALTER TABLE hit DETACH PARTITION hit_${day}`);
    await system.pool.query(`DROP TABLE control_order_${day}`);
    await system.pool.query(`INSERT INTO retention_run (started_by) VALUES ('a process that died')`);
    const run = await apply();
    expect(run.error).toBeNull();
    expect(run.deletions.find(({ subject }) => subject === 'declarations')!.rows).toMatchObject({
      declaration: 10,
    });
    const broken = (await view()).runs.find(({ startedBy }) => startedBy === 'a process that died');
    expect(broken?.error).toContain('ended before');
    const { rows: left } = await system.pool.query(
      `SELECT relname FROM pg_class WHERE relname LIKE '%' || $1 AND relkind = 'r'`,
      [day],
    );
    expect(left).toEqual([]);
  });
});
