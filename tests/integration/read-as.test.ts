import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import { migrate } from '../../shared/platform/db/migrate.ts';
import { createPool, type Pool } from '../../shared/platform/db/pool.ts';
import { readAs } from '../../shared/platform/db/read-as.ts';
import { createLog } from '../../shared/platform/log.ts';
import { seed } from '../../tools/seed.ts';
import { createTestDatabase, type TestDatabase } from '../harness/provision.ts';

/** The database's own wall: what a query on behalf of someone can see, whatever it asks. */
const TABLES = [
  'declaration',
  'declaration_version',
  'channel_decision',
  'hit',
  'control_order',
  'alarm_member',
  'channel_change',
  'finding',
  'order_event',
  'order_attachment',
  'order_deviation',
  'seizure',
  'profile_flow',
  'flow_bucket',
  'flow_hour',
] as const;

const HOUSES = ['2201', '2202', '5301', '5302'];

const SEEN: [scopes: ScopeId[], houses: string[]][] = [
  [['national'], HOUSES],
  [['district:2200'], ['2201', '2202']],
  [['district:5300'], ['5301', '5302']],
  [['house:2201'], ['2201']],
  [
    ['district:2200', 'house:5301'],
    ['2201', '2202', '5301'],
  ],
  [['district:9999'], []],
  [['house:9999'], []],
  [[], []],
];

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  const log = createLog('server', 'silent');
  await migrate(database.url, log);
  pool = createPool(database.url, 2, log);
  await seed(pool);
  await pool.query(`SELECT prepare_partitions(DATE '2026-01-01')`);
  for (const house of HOUSES) {
    const at = '2026-01-01T12:00:00Z';
    await pool.query(
      `INSERT INTO declaration_version VALUES ('D-${house}', 1, gen_random_uuid(), 1, '${at}', '${house}');
       INSERT INTO declaration VALUES ('${at}', 1, 'D-${house}', 1, '${at}', '${house}', 'import', 'T', 1, 1, '{}');
       INSERT INTO channel_decision (received_at, declaration_no, version, customs_house, decided_at, channel, score,
         reasons, ruleset_version, explanation)
         VALUES ('${at}', 'D-${house}', 1, '${house}', '${at}', 'red', 1, '{}', 1, '{}');
       INSERT INTO hit VALUES ('${at}', 'D-${house}', 1, '${house}', 'P', 1, '{}', false, 1, 'red');
       INSERT INTO control_order VALUES ('${at}', 'D-${house}', 1, '${house}', 'red', 1, 'open', '{}');
       INSERT INTO channel_change (declaration_no, version, received_at, customs_house, actor_id, actor_name,
         from_channel, to_channel, reason)
         VALUES ('D-${house}', 1, '${at}', '${house}', 'p', 'P', 'green', 'red', 'r');
       INSERT INTO finding (declaration_no, version, received_at, customs_house, trader_id, channel, drawn, hits,
         found_at, recorded_by, result, discrepancies)
         VALUES ('D-${house}', 1, '${at}', '${house}', 'T', 'red', false, '{}', '${at}', 'p', 'conform', '[]');
       INSERT INTO seizure (finding_id, received_at, declaration_no, version, customs_house, found_at, kind, goods,
         quantity, unit, profiles)
         SELECT id, '${at}', 'D-${house}', 1, '${house}', '${at}', 'other', 'g', 1, 'kg', '{}' FROM finding
         WHERE declaration_no = 'D-${house}';
       INSERT INTO order_event (received_at, declaration_no, version, customs_house, action)
         VALUES ('${at}', 'D-${house}', 1, '${house}', 'take');
       INSERT INTO attachment_content VALUES ('${house}', '');
       INSERT INTO order_attachment (received_at, declaration_no, version, customs_house, sha256, name, type, size,
         actor_id, actor_name) VALUES ('${at}', 'D-${house}', 1, '${house}', '${house}', 'n', 'image/png', 1, 'p', 'P');
       INSERT INTO order_deviation (received_at, declaration_no, version, customs_house, kind, reason, profiles,
         asked_by, asked_name, state) VALUES ('${at}', 'D-${house}', 1, '${house}', 'skip', 'r', '{}', 'p', 'P',
         'requested');
       INSERT INTO profile_flow (day, profile_code, profile_version, customs_house, last_hit_at)
         VALUES ('2026-01-01', 'P', 1, '${house}', '${at}');
       INSERT INTO flow_bucket VALUES ('${at}', '${house}', 1, 0, 0, 0, 0);
       INSERT INTO flow_hour VALUES ('${at}', '${house}', 1, 0, 1);
       INSERT INTO alarm_member VALUES (1, '${at}', 'D-${house}', 1, '${at}', '${house}', 'P', 'T', null, null, 1);
       INSERT INTO alarm (cause, type, kind, priority, state, title, district, customs_house, occurrences, raised_at,
         annunciated_at, last_occurred_at) VALUES ('house:${house}', 'profile-hit', 'profile', 'low', 'unacknowledged',
         't', null, '${house}', 1, now(), now(), now())`,
    );
  }
  await pool.query(
    `INSERT INTO alarm (cause, type, kind, priority, state, title, district, occurrences, raised_at, annunciated_at,
       last_occurred_at)
     SELECT cause, 'profile-hit', 'profile', 'low', 'unacknowledged', 't', district, 1, now(), now(), now()
     FROM (VALUES ('d2200', '2200'), ('nation', null)) AS a (cause, district);
     INSERT INTO alarm_event (alarm_id, at, action) SELECT id, now(), 'raised' FROM alarm;
     INSERT INTO alarm_group (dimension, value, opened_at) SELECT 'profile', cause, now() FROM alarm;
     UPDATE alarm a SET group_id = g.id FROM alarm_group g WHERE g.value = a.cause`,
  );
});
afterAll(async () => {
  await pool?.end();
  await database?.drop();
});

const housesIn = (table: string, scopes: readonly ScopeId[]) =>
  readAs(pool, scopes, async (client) => {
    const { rows } = await client.query<{ house: string }>(
      `SELECT customs_house AS house FROM ${table} WHERE customs_house IS NOT NULL ORDER BY 1`,
    );
    return rows.map(({ house }) => house);
  });

describe.each(TABLES)('%s', (table) => {
  it.each(SEEN)('as %j shows the houses %j', async (scopes, houses) => {
    expect(await housesIn(table, scopes)).toEqual(houses);
  });
});

describe('what a place lays down for its alarms', () => {
  const PLACES: ScopeId[] = ['national', 'district:2200', 'district:5300', 'house:2201', 'house:5301'];
  const shown = (table: string, scopes: readonly ScopeId[]) =>
    readAs(pool, scopes, async (client) => {
      const { rows } = await client.query<{ scope: ScopeId }>(`SELECT scope FROM ${table}`);
      return PLACES.filter((place) => rows.some(({ scope }) => scope === place));
    });

  beforeAll(async () => {
    for (const table of ['shift_calendar', 'escalation_policy']) {
      await pool.query(`INSERT INTO ${table} (scope, changed_by) SELECT unnest($1::text[]), 'test'`, [
        PLACES,
      ]);
    }
    await pool.query(
      `WITH held AS (
         INSERT INTO shift (scope, state, person_id, person_name, started_at)
         SELECT unnest($1::text[]), 'held', 'p', 'P', now() RETURNING id, scope
       ), report AS (
         INSERT INTO shift_report (shift_id, scope, content, prepared_by, prepared_at)
         SELECT id, scope, '{}', 'p', now() FROM held
       )
       INSERT INTO console_position (scope, name, kinds) SELECT scope, 'P', '{flow}' FROM held`,
      [PLACES],
    );
    await pool.query(
      `INSERT INTO alarm_escalation (alarm_id, annunciation, step, at, target, recipients)
       SELECT id, 1, 0, now(), '{}', '[]' FROM alarm WHERE customs_house IS NOT NULL`,
    );
  });

  it.each<[ScopeId[], calendars: ScopeId[], policies: ScopeId[]]>([
    [['national'], PLACES, PLACES],
    [['district:2200'], ['district:2200', 'house:2201'], ['national', 'district:2200', 'house:2201']],
    [['house:5301'], ['house:5301'], ['national', 'district:5300', 'house:5301']],
    [['house:2202'], [], ['national', 'district:2200']],
    [[], [], ['national']],
  ])(
    'as %j shows calendars and shifts of one’s own, and policies that count there',
    async (scopes, calendars, policies) => {
      for (const table of ['shift_calendar', 'shift', 'shift_report', 'console_position']) {
        expect(await shown(table, scopes)).toEqual(calendars);
      }
      expect(await shown('escalation_policy', scopes)).toEqual(policies);
    },
  );

  it.each(SEEN)('as %j shows the steps of alarms at %j', async (scopes, houses) => {
    const steps = await readAs(pool, scopes, (client) => client.query('SELECT FROM alarm_escalation'));
    expect(steps.rowCount).toBe(houses.length);
  });
});

describe('contents of attachments', () => {
  it.each(SEEN)('as %j are those of the houses %j', async (scopes, houses) => {
    const seen = await readAs(pool, scopes, (client) =>
      client.query<{ house: string }>(
        `SELECT convert_from(sha256, 'UTF8') AS house FROM attachment_content ORDER BY 1`,
      ),
    );
    expect(seen.rows.map(({ house }) => house)).toEqual(houses);
  });
});

describe('alarms', () => {
  it.each(SEEN)('as %j show the houses %j', async (scopes, houses) => {
    expect(await housesIn('alarm', scopes)).toEqual(houses);
  });

  it.each([
    ['national', ['d2200', 'nation']],
    ['district:2200', ['d2200']],
    ['district:5300', []],
    ['house:2201', []],
  ] as const)('of no house are shown to %s: %j', async (scope, causes) => {
    const seen = await readAs(pool, [scope], (client) =>
      client.query<{ cause: string }>('SELECT cause FROM alarm WHERE customs_house IS NULL ORDER BY 1'),
    );
    expect(seen.rows.map(({ cause }) => cause)).toEqual(causes);
    // Events are shown with their alarms, and with no others.
    const events = await readAs(pool, [scope], (client) =>
      client.query(
        `SELECT count(*)::int AS events, (SELECT count(*)::int FROM alarm) AS alarms,
                count(*) FILTER (WHERE NOT EXISTS (SELECT FROM alarm a WHERE a.id = alarm_id))::int AS foreign
         FROM alarm_event`,
      ),
    );
    const { alarms } = events.rows[0];
    expect(alarms).toBeGreaterThan(0);
    expect(events.rows[0]).toEqual({ events: alarms, alarms, foreign: 0 });
    // So are groups.
    const groups = await readAs(pool, [scope], (client) =>
      client.query<{ groups: string[]; alarms: string[] }>(
        `SELECT (SELECT array_agg(value ORDER BY value) FROM alarm_group) AS groups,
                (SELECT array_agg(cause ORDER BY cause COLLATE "C") FROM alarm) AS alarms`,
      ),
    );
    expect(groups.rows[0]!.groups).toEqual(groups.rows[0]!.alarms);
  });
});

describe('parts of the ruleset', () => {
  const PLACES = [
    ['national', null],
    ['district', '2200'],
    ['district', '5300'],
    ['house', '2201'],
    ['house', '2202'],
    ['house', '5301'],
  ] as const;

  beforeAll(async () => {
    for (const [level, scope] of PLACES) {
      const code = `R-${scope ?? 'nation'}`;
      await pool.query(`INSERT INTO ruleset_part VALUES ('profile', $1, $2, $3)`, [code, level, scope]);
      await pool.query(
        `INSERT INTO ruleset_part_version (kind, code, version, state, content, author_id, author_name, writers)
         VALUES ('profile', $1, 1, 'draft', '{}', 'a', 'A', '{}')`,
        [code],
      );
      await pool.query(
        `INSERT INTO ruleset_part_event (kind, code, version, step, to_state, actor_name, reason)
         VALUES ('profile', $1, 1, 'create', 'draft', 'A', '')`,
        [code],
      );
      await pool.query(
        `INSERT INTO ruleset_member (kind, code, part_version, release, from_ruleset)
         SELECT 'profile', $1, 1, '{"status": "active"}', max(version) FROM ruleset_version`,
        [code],
      );
    }
  });

  // What applies at a place: its own, and that of the places around it; never that of its neighbours.
  it.each<[ScopeId[], string[]]>([
    [['national'], ['R-2200', 'R-2201', 'R-2202', 'R-5300', 'R-5301', 'R-nation']],
    [['district:2200'], ['R-2200', 'R-2201', 'R-2202', 'R-nation']],
    [['house:2201'], ['R-2200', 'R-2201', 'R-nation']],
    [['house:5301'], ['R-5300', 'R-5301', 'R-nation']],
    [
      ['house:2202', 'district:5300'],
      ['R-2200', 'R-2202', 'R-5300', 'R-5301', 'R-nation'],
    ],
    [[], ['R-nation']],
  ])('as %j show %j', async (scopes, codes) => {
    for (const table of ['ruleset_part', 'ruleset_part_version', 'ruleset_part_event', 'ruleset_member']) {
      const seen = await readAs(pool, scopes, (client) =>
        client.query<{ code: string }>(`SELECT code FROM ${table} WHERE code LIKE 'R-%' ORDER BY 1`),
      );
      expect([table, seen.rows.map(({ code }) => code)]).toEqual([table, codes]);
    }
  });
});

describe('whatever the query does', () => {
  it.each([
    [`INSERT INTO flow_bucket VALUES (now(), '2201', 1, 0, 0, 0, 0)`],
    [`UPDATE alarm SET state = 'normal'`],
    ['DELETE FROM declaration'],
    ['SELECT "password" FROM auth.account'],
    ['SELECT token FROM auth.session'],
    ['SELECT salt FROM draw_salt'],
    ['SELECT key FROM auth.apikey'],
    ['SELECT secret FROM webhook'],
    ['SELECT note FROM ruleset_import'],
    ['SELECT text FROM mail_delivery'],
    [`UPDATE ruleset_part_version SET state = 'active'`],
    ['SELECT * FROM access_event'],
    ['SELECT * FROM declaration_20260101'],
    ['SELECT payload FROM intake_batch'],
  ])('%s is refused', async (sql) => {
    await expect(readAs(pool, ['national'], (client) => client.query(sql))).rejects.toThrow(
      /permission denied|read-only/,
    );
  });

  it('the scopes and the role end with it, on the same connection', async () => {
    const client = await pool.connect();
    client.release();
    await readAs(pool, ['house:2201'], (reader) => reader.query('SELECT 1'));
    await expect(readAs(pool, ['house:2201'], (reader) => reader.query('SELECT nothing'))).rejects.toThrow(
      'nothing',
    );
    const { rows } = await pool.query(
      `SELECT current_setting('tidewaiter.scopes', true) AS scopes, current_user = session_user AS own,
              (SELECT count(*)::int FROM declaration) AS declarations`,
    );
    expect(rows[0]).toMatchObject({ own: true, declarations: HOUSES.length });
    expect(rows[0].scopes ?? '').toBe('');
  });

  it('a text that is no scope is refused', async () => {
    await expect(housesIn('declaration', ['house:x,national' as ScopeId])).rejects.toThrow('is no scope');
  });
});
