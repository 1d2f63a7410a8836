import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyAudit } from '../../shared/platform/audit/verify.ts';
import type { Ruleset } from '../../shared/domain/targeting/profile.ts';
import { declarationWith, toNdjson } from '../harness/declarations.ts';
import { ENQUIRY_RULESET } from '../harness/enquiry.ts';
import type { TestPerson } from '../harness/people.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';
import { until } from '../harness/until.ts';

/**
 * The way from the hit to the finding, with the process that is at work killed in the midst of every part of it. What
 * was answered stays, what was not is asked for again, and each thing is done once with one event.
 */
const PROFILES = 6;
const RULESET: Ruleset = {
  ...ENQUIRY_RULESET,
  profiles: Array.from({ length: PROFILES }, (_, i) => ({
    code: `CRASH-${i}`,
    version: 1,
    title: `Crash ${i}`,
    level: 'national',
    status: 'active',
    when: { field: 'direction', op: 'exists' },
    channel: 'red',
    mandatory: false,
    score: 20,
    alarm: i === 0 ? 'high' : 'low',
  })),
};
const HOUSES = ['2201', '2202', '5301', '5302'];
const EACH = 12;

let system: TestSystem;
let server: ChildProcess;
let supervisor: TestPerson;
let officer: TestPerson;

beforeAll(async () => {
  system = await startSystem({ backend: 'redis', workers: 1, ruleset: RULESET });
  server = system.server();
  supervisor = await system.person('supervisor', 'national');
  officer = await system.people(HOUSES.map((house) => ({ role: 'officer', scope: `house:${house}` })));
});
afterAll(() => system?.stop());

const count = async (sql: string): Promise<number> => Number((await system.pool.query(sql)).rows[0].count);

/** Sends requests four at a time and calls `onAnswer` with each; who is killed answers none of those under way. */
async function sendAll(requests: readonly (() => Promise<Response>)[], onAnswer: () => void): Promise<void> {
  const left = [...requests];
  const lane = async () => {
    for (let send = left.shift(); send !== undefined; send = left.shift()) {
      const response = await send().catch(() => null);
      await response?.body?.cancel();
      if (response !== null) onAnswer();
    }
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
}

/** Sends all, kills the server in the midst of it, starts another and sends all again. */
async function throughACrash(requests: () => Promise<(() => Promise<Response>)[]>): Promise<void> {
  const first = await requests();
  let answered = 0;
  let killed: Promise<void> | undefined;
  await sendAll(first, () => {
    if (++answered === Math.floor(first.length / 3)) killed = system.stopProcess(server, 'SIGKILL');
  });
  await killed;
  expect(answered).toBeLessThan(first.length);
  server = await system.startServer();
  await sendAll(await requests(), () => undefined);
}

const post = (who: TestPerson, path: string, body: unknown) =>
  who.fetch(path, { method: 'POST', body: JSON.stringify(body) });

/** The log and the rows say the same, and say nothing twice. */
async function expectOneEventEach(): Promise<void> {
  const wrong = await system.pool.query(
    `SELECT a.id, a.state, a.occurrences, log.*, members.count AS members FROM alarm a
     CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE action = 'raised')::int AS raised,
         count(*) FILTER (WHERE action = 'acknowledge')::int AS acknowledged,
         sum(occurrences) AS occurred, (array_agg(to_state ORDER BY id DESC) FILTER (WHERE to_state IS NOT NULL))[1] AS told
       FROM alarm_event e WHERE e.alarm_id = a.id) log
     CROSS JOIN LATERAL (SELECT count(*) FROM alarm_member m WHERE m.alarm_id = a.id) members
     WHERE a.kind = 'profile' AND (raised <> 1 OR acknowledged <> a.acked_state::int OR occurred <> a.occurrences
       OR told <> a.state OR members.count <> a.occurrences)`,
  );
  expect(wrong.rows).toEqual([]);
  const orders = await system.pool.query(
    `SELECT o.declaration_no, o.state, log.* FROM control_order o CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE action = 'take')::int AS taken, count(*) FILTER (WHERE action = 'start')::int AS started,
         count(*) FILTER (WHERE action = 'record-finding')::int AS found
       FROM order_event e WHERE e.declaration_no = o.declaration_no AND e.version = o.version) log
     WHERE taken <> (o.state <> 'open')::int OR started <> (o.started_at IS NOT NULL)::int
       OR found <> (o.state = 'closed')::int
       OR found <> (SELECT count(*) FROM finding f WHERE f.declaration_no = o.declaration_no AND f.version = o.version)`,
  );
  expect(orders.rows).toEqual([]);
}

it('leaves no alarm without event and no event twice, wherever a process is killed', async () => {
  // Hits and alarms: the worker dies while it decides.
  const all = HOUSES.flatMap((house) =>
    Array.from({ length: EACH }, (_, i) =>
      declarationWith({ declarationNo: `CRASH-${house}-${i}`, customsHouse: house }),
    ),
  );
  const worker = await system.startWorker();
  const lodging = Promise.all(
    all.map((one) =>
      system.fetch('/api/declarations', {
        method: 'POST',
        body: toNdjson([one]),
        headers: { 'content-type': 'application/x-ndjson' },
      }),
    ),
  );
  await until('some are decided', async () => (await count('SELECT count(*) FROM channel_decision')) > 0);
  await system.stopProcess(worker, 'SIGKILL');
  for (const response of await lodging) expect(response.status).toBe(202);
  await until('all are decided', async () => {
    return (await count('SELECT count(*) FROM channel_decision')) === all.length;
  });
  expect(await count('SELECT count(*) FROM alarm')).toBeGreaterThanOrEqual(HOUSES.length * PROFILES);
  await expectOneEventEach();

  // Acknowledgements: the server dies while they come in.
  const acknowledged = () => count(`SELECT count(*) FROM alarm WHERE acked_state AND kind = 'profile'`);
  await throughACrash(async () => {
    const { rows } = await system.pool.query<{ id: string; annunciation: number }>(
      `SELECT id, annunciation FROM alarm WHERE kind = 'profile' ORDER BY id`,
    );
    return rows.map((alarm) => () => {
      return post(supervisor, '/api/alarms/acknowledgements', { alarms: [alarm], comment: '' });
    });
  });
  expect(await acknowledged()).toBe(await count(`SELECT count(*) FROM alarm WHERE kind = 'profile'`));
  await expectOneEventEach();

  // Orders: the server dies while they are taken, and while findings come in.
  const each = async (deed: string, body: object = {}) => {
    const { rows } = await system.pool.query<{ no: string; revision: number }>(
      'SELECT declaration_no AS no, revision FROM control_order ORDER BY declaration_no',
    );
    return rows.map(({ no, revision }) => () => {
      return post(officer, `/api/orders/${no}/${deed}`, { version: 1, revision, ...body });
    });
  };
  await throughACrash(() => each('taking'));
  await expectOneEventEach();
  await sendAll(await each('start'), () => undefined);
  await throughACrash(() => each('finding', { extent: 'full', result: 'conform', disposition: 'released' }));
  expect(await count(`SELECT count(*) FROM control_order WHERE state <> 'closed'`)).toBe(0);
  await expectOneEventEach();

  // And every event is in the chain once.
  await until('every event is linked', async () => (await verifyAudit(system.pool)).pending === 0);
  expect((await verifyAudit(system.pool, { decisions: true })).faults).toBe(0);
});
