import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AlarmOccurrence } from '../../shared/domain/alarm/raise.ts';
import { migrate } from '../../shared/platform/db/migrate.ts';
import { createPool, inTransaction, type Client, type Pool } from '../../shared/platform/db/pool.ts';
import { createLog } from '../../shared/platform/log.ts';
import {
  applyAction,
  clearAlarms,
  endShelvings,
  raiseAlarms,
} from '../../shared/platform/stores/alarm.store.ts';
import { readUnacknowledged } from '../../shared/platform/stores/alarm-view.store.ts';
import { createTestDatabase, type TestDatabase } from '../harness/provision.ts';

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  const log = createLog('worker', 'silent');
  database = await createTestDatabase();
  await migrate(database.url, log);
  pool = createPool(database.url, 4, log);
});

afterAll(async () => {
  await pool?.end();
  await database?.drop();
});

const START = Date.UTC(2026, 4, 1, 10);
const ANNA = { id: 'p1', name: 'Anna' };
const by = (minute: number, comment: string | null = null) => {
  return { actor: ANNA, comment, now: START + minute * 60_000 };
};

function occurrence(cause: string, minute: number, change: Partial<AlarmOccurrence> = {}): AlarmOccurrence {
  const at = new Date(START + minute * 60_000);
  return {
    cause,
    type: 'profile-hit',
    priority: 'medium',
    title: cause,
    profileCode: null,
    district: null,
    customsHouse: null,
    occurrences: 1,
    firstAt: at,
    lastAt: at,
    ...change,
  };
}

const change = <T>(work: (client: Client) => Promise<T>) => inTransaction(pool, work);
const raise = (...occurrences: AlarmOccurrence[]) =>
  change((client) => raiseAlarms(client, occurrences, null));

/** Alarms and events of a cause as they are stored, the oldest first. */
async function stored(cause: string) {
  const alarms = await pool.query(
    `SELECT state, priority, occurrences::int, annunciation, version, acknowledged_by AS by FROM alarm
     WHERE cause = $1 ORDER BY id`,
    [cause],
  );
  const events = await pool.query<{ line: string }>(
    `SELECT concat_ws(' ', e.action, e.from_state || '>' || e.to_state, e.occurrences, e.actor_name,
       CASE WHEN e.annunciated THEN 'calls' END) AS line
     FROM alarm_event e JOIN alarm a ON a.id = e.alarm_id WHERE a.cause = $1 ORDER BY e.id`,
    [cause],
  );
  return { alarms: alarms.rows, events: events.rows.map(({ line }) => line) };
}

it('one alarm that nobody acknowledges is counted on and never hides the others', async () => {
  const often = { occurrences: 2_000_000_000, priority: 'high' as const };
  await raise(occurrence('often', 0, often), occurrence('once', 0, { priority: 'high' }));
  await raise(occurrence('often', 1, often));
  const open = await readUnacknowledged(pool);
  expect(open.map(({ title, occurrences }) => [title, occurrences])).toEqual(
    expect.arrayContaining([
      ['often', 4_000_000_000],
      ['once', 1],
    ]),
  );
  expect(open).toHaveLength(2);
});

it('every transition is one event, and what is over opens anew', async () => {
  const cause = 'story';
  const raised = await raise(occurrence(cause, 0, { priority: 'low' }));
  const { id } = raised.get(cause)!;
  await raise(occurrence(cause, 1, { priority: 'low', detail: { observed: 7 }, rulesetVersion: 3 }));
  const see = (annunciation: number, minute: number) =>
    change((client) =>
      applyAction(client, { ids: [id] }, { type: 'acknowledge', annunciation }, by(minute, 'seen')),
    );
  expect(await see(1, 2)).toMatchObject([{ ok: true, alarm: { version: 3, detail: { observed: 7 } } }]);
  expect(await see(1, 3)).toMatchObject([
    { ok: false, reason: 'already-acknowledged', last: { action: 'acknowledge', by: 'Anna' } },
  ]);
  await raise(occurrence(cause, 4, { priority: 'critical' }));
  // The call that was seen is not the last any more.
  expect(await see(1, 5)).toMatchObject([
    { ok: false, reason: 'annunciated-since', last: { action: 'worsened', by: null } },
  ]);
  await see(2, 6);
  expect(await change((client) => clearAlarms(client, [cause, 'never raised'], START))).toHaveLength(1);
  await raise(occurrence(cause, 8));
  expect(await stored(cause)).toEqual({
    alarms: [
      { state: 'normal', priority: 'critical', occurrences: 3, annunciation: 2, version: 6, by: 'Anna' },
      { state: 'unacknowledged', priority: 'medium', occurrences: 1, annunciation: 1, version: 1, by: null },
    ],
    events: [
      'raised normal>unacknowledged 1 calls',
      'joined unacknowledged>unacknowledged 1',
      'acknowledge unacknowledged>acknowledged 0 Anna',
      'worsened acknowledged>unacknowledged 1 calls',
      'acknowledge unacknowledged>acknowledged 0 Anna',
      'clear acknowledged>normal 0',
      'raised normal>unacknowledged 1 calls',
    ],
  });
});

it('two that raise the same new cause at once make one alarm', async () => {
  const first = Promise.withResolvers<void>();
  const slow = change(async (client) => {
    await raiseAlarms(client, [occurrence('race', 0)], null);
    await first.promise;
  });
  const fast = raise(occurrence('race', 0), occurrence('a-race', 0), occurrence('z-race', 0));
  // The second waits for the first, which has to be seen in the database before it may go on.
  await expect
    .poll(async () => {
      const { rows } = await pool.query('SELECT 1 FROM pg_locks WHERE NOT granted');
      return rows.length;
    })
    .toBeGreaterThan(0);
  first.resolve();
  await slow;
  expect([...(await fast).keys()].toSorted()).toEqual(['a-race', 'race', 'z-race']);
  const { alarms, events } = await stored('race');
  expect(alarms).toMatchObject([{ occurrences: 2, annunciation: 1 }]);
  expect(events).toHaveLength(2);
});

it('rolled back, neither the alarm nor its event is there', async () => {
  const { id } = (await raise(occurrence('kept', 0))).get('kept')!;
  const before = await stored('kept');
  await expect(
    change(async (client) => {
      await raiseAlarms(client, [occurrence('kept', 1), occurrence('lost', 1)], null);
      await applyAction(client, { ids: [id] }, { type: 'acknowledge', annunciation: 1 }, by(1));
      throw new Error('the process ends here');
    }),
  ).rejects.toThrow('ends here');
  expect(await stored('kept')).toEqual(before);
  expect(await stored('lost')).toEqual({ alarms: [], events: [] });
});

it('what is shelved comes back by itself, and calls anew', async () => {
  const { id } = (await raise(occurrence('shelf', 0))).get('shelf')!;
  const until = Date.now() + 60_000;
  await change((client) =>
    applyAction(
      client,
      { ids: [id] },
      { type: 'timed-shelve', until },
      { ...by(0, 'later'), now: until - 1 },
    ),
  );
  expect(await change((client) => endShelvings(client))).toEqual([]);
  await pool.query(`UPDATE alarm SET unshelve_time = now() - interval '1 second' WHERE id = $1`, [id]);
  expect(await change((client) => endShelvings(client))).toMatchObject([
    { id, condition: { annunciation: 2 } },
  ]);
  expect((await stored('shelf')).events.slice(1)).toEqual([
    'timed-shelve unacknowledged>shelved 0 Anna',
    'shelving-expired shelved>unacknowledged 0 calls',
  ]);
});

it('an alarm that another explains is raised out of view and calls nobody', async () => {
  await raise(occurrence('explained', 0, { suppressed: true }));
  expect(await stored('explained')).toMatchObject({
    alarms: [{ state: 'suppressed-by-design' }],
    events: ['raised normal>suppressed-by-design 1'],
  });
});
