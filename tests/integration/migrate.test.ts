import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrate } from '../../shared/platform/db/migrate.ts';
import { createLog } from '../../shared/platform/log.ts';
import { createTestDatabase, type TestDatabase } from '../harness/provision.ts';

const log = createLog('server', 'silent');
let first: TestDatabase;
let second: TestDatabase;
/** An account without any privilege but owning the second database, as administrators of databases like them. */
let account: string;
let url: string;

async function query(databaseUrl: string, ...statements: string[]): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    let result!: pg.QueryResult;
    for (const statement of statements) result = await client.query(statement);
    return result;
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  first = await createTestDatabase();
  second = await createTestDatabase();
  // The role that reads belongs to the whole server; this makes it.
  await migrate(first.url, log);
  const address = new URL(second.url);
  const name = address.pathname.slice(1);
  account = `${name}_owner`;
  await query(
    first.url,
    `CREATE ROLE ${account} LOGIN PASSWORD 'plain'`,
    `ALTER DATABASE ${name} OWNER TO ${account}`,
  );
  address.username = account;
  address.password = 'plain';
  url = address.href;
});

afterAll(async () => {
  await second?.drop();
  await query(first.url, `DROP ROLE ${account}`);
  await first.drop();
});

it('says what an administrator of the database has to grant', async () => {
  await expect(migrate(url, log)).rejects.toThrow(`run "GRANT tidewaiter_reader TO ${account}"`);
});

it('needs no right to create roles once that was granted', async () => {
  await query(first.url, `GRANT tidewaiter_reader TO ${account}`);
  expect(await migrate(url, log)).not.toEqual([]);
  const { rows } = await query(
    url,
    'SET ROLE tidewaiter_reader',
    'SELECT count(*)::int AS seen FROM declaration',
  );
  expect(rows).toEqual([{ seen: 0 }]);
});

it('gives the alarms and control orders of before their time from now on', async () => {
  const old = await createTestDatabase();
  await migrate(old.url, log, 3);
  await query(
    old.url,
    `SELECT prepare_partitions('2026-01-05')`,
    `INSERT INTO alarm (cause, kind, priority, state, title, profile_code, district, customs_house, occurrences, raised_at,
       last_occurred_at)
     VALUES ('profile:P@house:2201', 'profile', 'high', 'unacknowledged', 'P', 'P', '2200', '2201', 2,
         '2026-01-05T03:00:00Z', '2026-01-05T03:00:01Z'),
       ('system:evaluation-error@profile:P', 'system', 'high', 'unacknowledged', 'P cannot be evaluated', 'P', NULL,
         NULL, 1, '2026-01-05T03:00:00Z', '2026-01-05T03:00:00Z')`,
    `INSERT INTO alarm_event (alarm_id, at, action, occurrences)
     SELECT id, raised_at, 'raised', occurrences FROM alarm`,
    `INSERT INTO control_order (received_at, declaration_no, version, customs_house, channel, score, state, instructions)
     VALUES ('2026-01-05T03:00:00Z', 'D', 1, '2201', 'red', 80, 'open', '[]')`,
  );
  await migrate(old.url, log);
  const { rows } = await query(
    old.url,
    // Steps of the escalation are judged by when an alarm called: nobody is told of months at once.
    `SELECT type, state, active_state AND NOT acked_state AS calls, annunciated_at > now() - interval '1 minute' AS now,
            raised_at < now() - interval '1 minute' AS before,
            (SELECT count(*)::int FROM audit_pending p JOIN alarm_event e ON e.id = p.source_id
             WHERE p.source = 'alarm_event' AND e.alarm_id = alarm.id) AS pending
     FROM alarm ORDER BY type`,
  );
  const calls = { state: 'unacknowledged', calls: true, now: true, before: true, pending: 1 };
  expect(rows).toEqual([
    { type: 'evaluation-error', ...calls },
    { type: 'profile-hit', ...calls },
  ]);
  const { rows: orders } = await query(
    old.url,
    `SELECT state, ordered_at = received_at AS ordered, due_at > now() + interval '23 hours' AS due FROM control_order`,
  );
  expect(orders).toEqual([{ state: 'open', ordered: true, due: true }]);
  await old.drop();
});
