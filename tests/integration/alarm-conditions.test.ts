import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Change } from '../../shared/contract/changes.ts';
import type { SystemReadings } from '../../shared/domain/alarm/system-watch.ts';
import { migrate } from '../../shared/platform/db/migrate.ts';
import { createPool, inTransaction, type Pool } from '../../shared/platform/db/pool.ts';
import { createLog } from '../../shared/platform/log.ts';
import { raiseAlarms } from '../../shared/platform/stores/alarm.store.ts';
import { takeSteps, type Judged } from '../../shared/platform/stores/condition-steps.store.ts';
import { sumUpFlow } from '../../shared/platform/stores/flow-hour.store.ts';
import { readPlaces } from '../../shared/platform/stores/place.store.ts';
import { readFlowExpectation } from '../../server/services/flow-expectation.service.ts';
import { SystemWatch } from '../../server/services/system-watch.ts';
import { seed } from '../../tools/seed.ts';
import { createEvaluateAlarms } from '../../workers/jobs/evaluate-alarms.job.ts';
import { createTestDatabase, type TestDatabase } from '../harness/provision.ts';
import { until } from '../harness/until.ts';

const log = createLog('worker', 'silent');
/** A Tuesday, 11:30 in Shanghai. */
const NOON = Date.parse('2026-11-24T03:30:00Z');
const MINUTE = 60_000;
/** One declaration a minute is usual at each. */
const HOUSES = ['2201', '2202', '5301', '5302'];

let database: TestDatabase;
let pool: Pool;
let now = NOON;
const announced: Change[] = [];
let evaluate: () => Promise<void>;

beforeAll(async () => {
  database = await createTestDatabase();
  await migrate(database.url, log);
  pool = createPool(database.url, 4, log);
  await seed(pool);
  const houses = [...(await readPlaces(pool)).houses.values()];
  const job = createEvaluateAlarms({
    pool,
    houses: () => houses,
    announce: (changes) => announced.push(...changes),
    now: () => new Date(now),
    log,
  });
  evaluate = () => job({});
  await pool.query(
    `INSERT INTO flow_hour SELECT at, house, 60, 0, 0
     FROM generate_series($1::timestamptz - interval '60 days', $1::timestamptz - interval '3 hours', '1 hour') AS at,
          unnest($2::text[]) AS house;
     SELECT prepare_partitions(day::date) FROM generate_series($1::timestamptz - interval '3 days', $1, '1 day') AS day`
      .replaceAll('$1', `'2026-11-24T03:00:00Z'`)
      .replaceAll('$2', `'{${HOUSES.join(',')}}'`),
  );
});

afterAll(async () => {
  await pool?.end();
  await database?.drop();
});

/** `each` declarations at a house every `everyMinutes`, from so many minutes before `now` to so many before. */
async function lodge(house: string, from: number, to: number, { each = 1, everyMinutes = 1 } = {}) {
  await pool.query(
    `INSERT INTO flow_bucket SELECT at, $1, 0, 0, $2, 0, 0
     FROM generate_series($3::timestamptz, $4::timestamptz, $5 * interval '1 minute') AS at
     ON CONFLICT (started_at, customs_house) DO UPDATE SET green = excluded.green`,
    [house, each, new Date(now - from * MINUTE), new Date(now - to * MINUTE), everyMinutes],
  );
}

async function orders(house: string, count: number, { due, channel }: { due: string; channel: string }) {
  await pool.query(
    `INSERT INTO control_order (received_at, declaration_no, version, customs_house, channel, score, state, instructions,
       ordered_at, due_at)
     SELECT $4, $1 || '-' || $3 || '-' || i, 1, $1, $3, 1, 'open', '[]', $4, $5 FROM generate_series(1, $2) AS i`,
    [house, count, channel, new Date(NOON - 3_600_000), due],
  );
}

/** Ends all alarms, as if none had ever been. */
async function forget() {
  await pool.query(
    `UPDATE alarm SET state = 'normal', active_state = false, acked_state = true, suppressed_state = false, cleared_at = NULL`,
  );
}

/** Alarms that are not over: type, place, state and what was measured. */
async function open(...types: string[]) {
  const { rows } = await pool.query<{ key: string; state: string; detail: Record<string, unknown> }>(
    `SELECT type || '@' || coalesce(customs_house, 'all') AS key, state, detail FROM alarm
     WHERE state <> 'normal' AND ($1::text[] = '{}' OR type = ANY ($1)) ORDER BY 1`,
    [types],
  );
  return rows;
}

const keys = async (...types: string[]) => (await open(...types)).map(({ key }) => key);

/** Until some transaction waits for a row that another holds. */
const someoneWaits = () =>
  until('somebody waits for a lock', async () => {
    const { rows } = await pool.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return rows.length > 0;
  });

const events = async () =>
  (await pool.query<{ count: number }>('SELECT count(*)::int AS count FROM alarm_event')).rows[0]!.count;

describe('conditions of customs houses', () => {
  it('are raised once, with what was measured', async () => {
    await lodge('2201', 70, 0, { each: 4 });
    await lodge('2202', 70, 0);
    await lodge('5301', 70, 0, { everyMinutes: 6 });
    await lodge('5302', 70, 16);
    const capacity = (await readPlaces(pool)).houses.get('2202')!.inspectionsPerDay;
    await orders('2202', capacity + 1, { due: '2026-11-25T00:00:00Z', channel: 'red' });
    await orders('5301', 3, { due: '2026-11-24T02:30:00Z', channel: 'orange' });
    await evaluate();
    expect(await open()).toMatchObject([
      {
        key: 'declarations-drop@5301',
        detail: { measure: 'declarations', observed: 10, expected: 60, weeks: 8 },
      },
      {
        key: 'declarations-surge@2201',
        state: 'unacknowledged',
        detail: { observed: 240, expected: 60, minutes: 60 },
      },
      { key: 'house-silent@5302', detail: { minutes: 15, expected: 15.8 } },
      { key: 'inspection-backlog@2202', detail: { observed: capacity + 1, limit: capacity } },
      { key: 'orders-unanswered@5301', detail: { observed: 3, minutes: 60 } },
    ]);
    expect(announced.map(({ subject, scope }) => `${subject} ${scope}`).toSorted()).toEqual([
      'alarms house:2201',
      'alarms house:2202',
      'alarms house:5301',
      'alarms house:5301',
      'alarms house:5302',
    ]);
    const told = await events();
    now += 5000;
    await evaluate();
    now += 31_000;
    await evaluate();
    expect(await events()).toBe(told);
  });

  it('clear when they are over, and wait for who has not seen them', async () => {
    now = NOON + 70 * MINUTE;
    for (const house of HOUSES) await lodge(house, 70, 0);
    await pool.query(
      `UPDATE control_order SET state = 'closed', closed_at = now() WHERE channel = 'orange' OR declaration_no ~ '[05]$'`,
    );
    await evaluate();
    expect((await open()).map(({ key, state }) => `${key} ${state}`)).toEqual([
      'declarations-drop@5301 returned-unacknowledged',
      'declarations-surge@2201 returned-unacknowledged',
      'house-silent@5302 returned-unacknowledged',
      'inspection-backlog@2202 returned-unacknowledged',
      'orders-unanswered@5301 returned-unacknowledged',
    ]);
    await forget();
  });

  it('say nothing of a house outside its hours, nor of any where Tidewaiter itself stood still', async () => {
    // 8 hours in which nobody is usual to lodge anything, and then an hour that nothing was decided in.
    now = NOON + 150 * MINUTE;
    await evaluate();
    expect(await keys('declarations-drop')).toEqual([]);
    expect(await keys('house-silent')).toContain('house-silent@all');
    const suppressed = (await open('house-silent')).filter(({ state }) => state === 'suppressed-by-design');
    expect(suppressed.map(({ key }) => key)).toEqual(HOUSES.map((house) => `house-silent@${house}`));
    for (const house of HOUSES) await lodge(house, 150, 0);
    await evaluate();
    // What began and ended out of view leaves nothing to acknowledge.
    now += 11 * MINUTE;
    for (const house of HOUSES) await lodge(house, 11, 0);
    await evaluate();
    expect((await open()).map(({ key, state }) => `${key} ${state}`)).toEqual([
      'house-silent@all returned-unacknowledged',
    ]);
  });
});

describe('what hits a profile', () => {
  const hit = (code: string) => ({
    cause: `profile:${code}@house:2201`,
    type: 'profile-hit' as const,
    priority: 'medium' as const,
    title: code,
    profileCode: code,
    district: '2200',
    customsHouse: '2201',
    occurrences: 1,
    firstAt: new Date(now),
    lastAt: new Date(now),
  });

  it('is over when it is quiet and its control orders are closed', async () => {
    const raised = await inTransaction(pool, (client) =>
      raiseAlarms(client, [hit('QUIET'), hit('ORDERED')], null),
    );
    const [declaration] = (
      await pool.query(`SELECT received_at, declaration_no FROM control_order WHERE state = 'open' LIMIT 1`)
    ).rows;
    await pool.query(
      `INSERT INTO alarm_member (alarm_id, received_at, declaration_no, version, at, customs_house, trader_id, ruleset_version)
       VALUES ($1, $2, $3, 1, $2, '2201', 'T', 1)`,
      [raised.get('profile:ORDERED@house:2201')!.id, declaration.received_at, declaration.declaration_no],
    );
    const active = async () => {
      const { rows } = await pool.query(
        `SELECT title FROM alarm WHERE type = 'profile-hit' AND active_state ORDER BY title`,
      );
      return rows.map(({ title }) => title);
    };
    now += 29 * MINUTE;
    for (const house of HOUSES) await lodge(house, 30, 0);
    await evaluate();
    expect(await active()).toEqual(['ORDERED', 'QUIET']);
    now += 2 * MINUTE;
    await evaluate();
    expect(await active()).toEqual(['ORDERED']);
    await pool.query(`UPDATE control_order SET state = 'closed' WHERE declaration_no = $1`, [
      declaration.declaration_no,
    ]);
    await evaluate();
    expect(await active()).toEqual([]);
  });

  it('is not over where it shows again while it is found to be quiet', async () => {
    now += MINUTE;
    const again = { ...hit('AGAIN'), firstAt: new Date(now), lastAt: new Date(now) };
    await inTransaction(pool, (client) => raiseAlarms(client, [again], null));
    now += 31 * MINUTE;
    for (const house of HOUSES) await lodge(house, 32, 0);
    let evaluation: Promise<void> | undefined;
    await inTransaction(pool, async (client) => {
      await raiseAlarms(client, [{ ...again, lastAt: new Date(now) }], null);
      evaluation = evaluate();
      await someoneWaits();
    });
    await evaluation;
    const { rows } = await pool.query(
      `SELECT active_state, occurrences FROM alarm WHERE title = 'AGAIN' AND state <> 'normal'`,
    );
    expect(rows).toEqual([{ active_state: true, occurrences: '2' }]);
  });
});

it('waits for who holds an alarm without holding another that they may want next', async () => {
  await forget();
  now += 60 * MINUTE;
  for (const house of HOUSES) await lodge(house, 61, 0);
  const standing = (type: 'house-silent' | 'inspection-backlog', house: string) => ({
    cause: `${type}@house:${house}`,
    type,
    priority: 'high' as const,
    title: type,
    profileCode: null,
    district: '2200',
    customsHouse: house,
    occurrences: 1,
    firstAt: new Date(now),
    lastAt: new Date(now),
  });
  const late = standing('inspection-backlog', '2201');
  const first = { ...standing('house-silent', '2201'), suppressed: true };
  await inTransaction(pool, (client) => raiseAlarms(client, [first, late], null));
  // The one is cleared, the other comes back into view: two steps, in the order of which nobody else locks alarms.
  const verdicts: Judged[] = [
    { type: 'inspection-backlog', district: '2200', customsHouse: '2201', verdict: { verdict: 'gone' } },
  ];
  let steps: Promise<unknown> | undefined;
  await inTransaction(pool, async (client) => {
    const hold = (cause: string) => client.query('SELECT FROM alarm WHERE cause = $1 FOR UPDATE', [cause]);
    await client.query(`SET LOCAL lock_timeout = '500ms'`);
    await hold(first.cause);
    steps = inTransaction(pool, (other) => takeSteps(other, verdicts, { now, refresh: false }));
    await someoneWaits();
    await hold(late.cause);
  });
  await steps;
  expect(await open('house-silent', 'inspection-backlog')).toMatchObject([
    { key: 'house-silent@2201', state: 'unacknowledged' },
    { key: 'inspection-backlog@2201', state: 'returned-unacknowledged' },
  ]);
});

describe('the flow by hours', () => {
  it('is told beside what is usual, to those who may see the place', async () => {
    const asked = { measure: 'declarations' as const, timeZone: 'Asia/Shanghai', now: NOON };
    const view = await readFlowExpectation(pool, ['house:2201'], { ...asked, scope: 'house:2201' });
    expect(view.hours).toHaveLength(48);
    const hour = (start: string) => view.hours.find(({ startedAt }) => startedAt === Date.parse(start));
    expect(hour('2026-11-24T00:00:00Z')).toMatchObject({
      observed: 60,
      usual: { expected: 60, lower: 30, weeks: 8 },
    });
    // Nothing was decided anywhere; and then four a minute.
    expect(hour('2026-11-24T01:00:00Z')).toMatchObject({ observed: null, usual: { expected: 60 } });
    expect(hour('2026-11-24T02:00:00Z')).toMatchObject({ observed: 160, usual: { expected: 60 } });
    const district = await readFlowExpectation(pool, ['national'], { ...asked, scope: 'district:2200' });
    expect(district.hours[40]).toMatchObject({ observed: 120, usual: { expected: 120 } });
    const foreign = await readFlowExpectation(pool, ['house:5301'], { ...asked, scope: 'house:2201' });
    expect(foreign.hours[40]).toMatchObject({ observed: 0, usual: null });
  });

  it('is summed up once from what boards have, however often', async () => {
    await pool.query('TRUNCATE flow_hour');
    await pool.query('TRUNCATE flow_bucket');
    await pool.query(
      `INSERT INTO flow_bucket VALUES ('2026-11-20T01:00:00Z', '2201', 1, 2, 3, 4, 0), ('2026-11-20T01:59:50Z', '2201', 1, 0, 0, 1, 0),
         ('2026-11-23T05:00:00Z', '2202', 0, 0, 7, 0, 0), ('2026-11-24T03:00:00Z', '2202', 0, 0, 9, 0, 0)`,
    );
    for (let i = 0; i < 4; i++) await inTransaction(pool, (client) => sumUpFlow(client, new Date(NOON)));
    const { rows } = await pool.query(
      `SELECT to_char(started_at AT TIME ZONE 'UTC', 'DD HH24') AS at, customs_house, declarations, hits, reds
       FROM flow_hour ORDER BY started_at`,
    );
    expect(rows).toEqual([
      { at: '20 01', customs_house: '2201', declarations: 7, hits: 5, reds: 2 },
      { at: '23 05', customs_house: '2202', declarations: 7, hits: 0, reds: 0 },
    ]);
  });
});

describe('the system as a whole', () => {
  it('is watched by a server: a lost worker is told, hides what follows from it, and clears when it is back', async () => {
    await forget();
    let readings: SystemReadings = { now, waiting: 0, waitingLimit: 1000, p99: 100, lastReturnAt: now };
    const watch = new SystemWatch({ pool, announce: () => undefined, log, readings: () => readings });
    const look = async (seconds: number, change: Partial<SystemReadings> = {}) => {
      readings = { ...readings, now: readings.now + seconds * 1000, ...change };
      await watch.look();
    };
    const drop = {
      cause: 'declarations-drop@house:2201',
      type: 'declarations-drop' as const,
      priority: 'medium' as const,
      title: 'drop',
      profileCode: null,
      district: '2200',
      customsHouse: '2201',
      occurrences: 1,
      firstAt: new Date(now),
      lastAt: new Date(now),
    };
    await inTransaction(pool, (client) => raiseAlarms(client, [drop], null));
    const states = async () => (await open()).map(({ key, state }) => `${key} ${state}`);

    // Nothing comes back over the live bus, but workers take the heartbeats: it is the bus that is away.
    await look(16);
    expect(await keys('worker-lost')).toEqual([]);
    await pool.query(
      `INSERT INTO intake_batch (kind, received_at, declaration_count, payload, heartbeat_of)
       SELECT 'heartbeat', clock_timestamp() - i * interval '1 second', 0, '', 'e' FROM generate_series(4, 12) AS i`,
    );
    await look(2);
    expect(await states()).toEqual([
      'declarations-drop@2201 suppressed-by-design',
      'worker-lost@all unacknowledged',
    ]);
    for (let i = 0; i < 4; i++) await look(2, { lastReturnAt: readings.now + 2000 });
    expect(await states()).toEqual([
      'declarations-drop@2201 suppressed-by-design',
      'worker-lost@all returned-unacknowledged',
    ]);
    // The hour that it looks at is free of the loss.
    await look(3601, { lastReturnAt: readings.now + 3601_000 });
    expect(await states()).toEqual([
      'declarations-drop@2201 unacknowledged',
      'worker-lost@all returned-unacknowledged',
    ]);
    const { rows } = await pool.query(
      `SELECT e.action, e.actor_name FROM alarm_event e JOIN alarm a ON a.id = e.alarm_id
       WHERE a.type = 'declarations-drop' AND a.active_state ORDER BY e.id`,
    );
    expect(rows).toEqual([
      { action: 'raised', actor_name: null },
      { action: 'suppress', actor_name: null },
      { action: 'unsuppress', actor_name: null },
    ]);
  });
});
