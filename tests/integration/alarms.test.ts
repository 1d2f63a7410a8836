import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  AlarmDeedResult,
  AlarmDetailView,
  AlarmMemberPage,
  AlarmPage,
  PersonRef,
} from '../../shared/contract/alarms.ts';
import type { AlarmOccurrence } from '../../shared/domain/alarm/raise.ts';
import { inTransaction } from '../../shared/platform/db/pool.ts';
import { clearAlarms, raiseAlarms } from '../../shared/platform/stores/alarm.store.ts';
import type { TestPerson } from '../harness/people.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';

let system: TestSystem;
/** A supervisor of the nation, one of district 2200, one of house 5301 who may look at the nation, and an author. */
let anna: TestPerson;
let ben: TestPerson;
let cara: TestPerson;
let dora: TestPerson;

beforeAll(async () => {
  system = await startSystem({ backend: 'postgres', workers: 0 });
  [anna, ben, cara, dora] = await Promise.all([
    system.person('supervisor', 'national'),
    system.person('supervisor', 'district:2200'),
    system.people([
      { role: 'operator', scope: 'national' },
      { role: 'supervisor', scope: 'house:5301' },
    ]),
    system.person('specialist', 'national'),
  ]);
  await Promise.all(
    Object.entries({ Anna: anna, Ben: ben, Cara: cara, Dora: dora }).map(([name, { id }]) =>
      system.pool.query(`UPDATE auth."user" SET name = $1 WHERE id = $2`, [name, id]),
    ),
  );
});
afterAll(() => system?.stop());

/** Raises an alarm of house 2201, or joins it, and answers its id and its call. */
async function raise(cause: string, change: Partial<AlarmOccurrence> = {}) {
  const now = new Date();
  const raised = await inTransaction(system.pool, (client) =>
    raiseAlarms(
      client,
      [
        {
          cause,
          type: 'profile-hit',
          priority: 'high',
          title: `Alarm ${cause}`,
          profileCode: 'PRO-0003',
          district: '2200',
          customsHouse: '2201',
          occurrences: 1,
          firstAt: now,
          lastAt: now,
          ...change,
        },
      ],
      null,
    ),
  );
  const { id, condition } = raised.get(cause)!;
  return { id, annunciation: condition.annunciation };
}

async function post<T = AlarmDeedResult>(person: TestPerson, path: string, body: object, status = 200) {
  const answer = await person.fetch(`/api/alarms/${path}`, { method: 'POST', body: JSON.stringify(body) });
  const text = await answer.text();
  expect([answer.status, text]).toEqual([status, text]);
  return JSON.parse(text) as T;
}

async function get<T>(person: TestPerson, path: string, status = 200): Promise<T> {
  const answer = await person.fetch(`/api/alarms${path}`);
  expect(answer.status).toBe(status);
  return (await answer.json()) as T;
}

const comment = 'Seen.';
const reason = 'Known.';

describe('acknowledging', () => {
  it('is done by one of two who do so at once, and the other sees who it was and when', async () => {
    const alarm = await raise('at once');
    const results = await Promise.all(
      [anna, ben].map((person) => post(person, 'acknowledgements', { alarms: [alarm], comment })),
    );
    const won = results.filter(({ alarms }) => alarms.length === 1);
    expect(won).toHaveLength(1);
    const winner = results[0] === won[0] ? 'Anna' : 'Ben';
    const { acknowledged } = won[0]!.alarms[0]!;
    expect(acknowledged).toEqual({ by: winner, at: expect.any(Number) });
    const lost = results.find(({ refused }) => refused.length === 1)!;
    expect(lost.refused).toMatchObject([
      {
        id: alarm.id,
        reason: 'already-acknowledged',
        last: { action: 'acknowledge', by: winner, at: acknowledged!.at },
        alarm: { state: 'acknowledged' },
      },
    ]);
    const { events } = await get<AlarmDetailView>(anna, `/${alarm.id}`);
    expect(events.map(({ action, by }) => [action, by])).toEqual([
      ['acknowledge', winner],
      ['raised', null],
    ]);
  });

  it('of a call that is not the last any more is refused', async () => {
    const older = await raise('worse', { priority: 'low' });
    const newer = await raise('worse', { priority: 'critical' });
    const { refused } = await post(anna, 'acknowledgements', { alarms: [older], comment });
    expect(refused).toMatchObject([
      { reason: 'annunciated-since', alarm: { annunciation: newer.annunciation } },
    ]);
    const { alarms } = await post(anna, 'acknowledgements', { alarms: [newer], comment });
    expect(alarms).toMatchObject([{ state: 'acknowledged', priority: 'critical' }]);
  });

  it('ten thousand takes less than three seconds', async () => {
    await inTransaction(system.pool, (client) =>
      client.query(
        `INSERT INTO alarm (cause, type, kind, priority, state, title, occurrences, raised_at, annunciated_at,
           last_occurred_at)
         SELECT 'bulk-' || n, 'batch-failing', 'system', 'low', 'unacknowledged', 't', 1, now(), now(), now()
         FROM generate_series(1, 10000) n`,
      ),
    );
    const { rows } = await system.pool.query<{ id: string }>(
      `SELECT id FROM alarm WHERE cause LIKE 'bulk-%'`,
    );
    const alarms = rows.map(({ id }) => ({ id, annunciation: 1 }));
    const startedAt = performance.now();
    const result = await post(anna, 'acknowledgements', { alarms, comment });
    const took = performance.now() - startedAt;
    expect([result.alarms.length, result.refused.length]).toEqual([10_000, 0]);
    expect(took).toBeLessThan(3000);
    await system.pool.query(`UPDATE alarm SET state = 'normal' WHERE cause LIKE 'bulk-%'`);
  });
});

describe('rights', () => {
  it('hide what may not be seen, and keep what may be seen from being changed', async () => {
    const mine = await raise('of 5301', { customsHouse: '5301', district: '5300' });
    const alarm = await raise('of 2201');
    // Ben's district is another.
    const hidden = await post(ben, 'acknowledgements', { alarms: [mine], comment });
    expect(hidden).toEqual({
      alarms: [],
      refused: [{ id: mine.id, reason: 'unknown', last: null, alarm: null }],
    });
    const both = await post(cara, 'shelvings', { alarms: [alarm, mine], minutes: 5, reason });
    expect(both).toMatchObject({
      alarms: [{ id: mine.id, state: 'shelved' }],
      refused: [{ id: alarm.id, reason: 'not-allowed', alarm: { state: 'unacknowledged' } }],
    });
    // Who has the right nowhere is refused before anything is looked at.
    await post(dora, 'acknowledgements', { alarms: [alarm], comment }, 403);
    await post(dora, `${alarm.id}/comments`, { comment }, 403);
    await post(ben, `${mine.id}/comments`, { comment }, 404);
    await get(ben, `/${mine.id}`, 404);
    await get(ben, `/${mine.id}/members`, 404);
  });
});

describe('shelving', () => {
  it('lasts no longer than the priority allows, and ends by hand or by itself', async () => {
    const alarm = await raise('shelved', { priority: 'critical' });
    const long = await post(anna, 'shelvings', { alarms: [alarm], minutes: 31, reason });
    expect(long.refused).toMatchObject([{ reason: 'too-long' }]);
    const { alarms } = await post(anna, 'shelvings', { alarms: [alarm], minutes: 30, reason });
    expect(alarms[0]).toMatchObject({ state: 'shelved', acknowledged: null });
    const left = alarms[0]!.unshelveTime! - Date.now();
    expect(left).toBeGreaterThan(29 * 60_000);
    expect(left).toBeLessThanOrEqual(30 * 60_000);
    const twice = await post(ben, 'shelvings', { alarms: [alarm], minutes: 5, reason });
    expect(twice.refused).toMatchObject([{ reason: 'already-shelved', last: { by: 'Anna' } }]);
    const shelved = await get<AlarmPage>(anna, '?states=shelved&house=2201');
    expect(shelved.alarms.map(({ id }) => id)).toEqual([alarm.id]);
    const back = await post(ben, 'unshelvings', { alarms: [alarm], reason });
    expect(back.alarms).toMatchObject([{ state: 'unacknowledged', annunciation: 2, unshelveTime: null }]);
  });
});

describe('resolving', () => {
  it('ends what people judge, and not what is measured', async () => {
    const judged = await raise('judged');
    const measured = await raise('measured', { type: 'declarations-drop', profileCode: null });
    const result = await post(anna, 'resolutions', { alarms: [judged, measured], comment });
    expect(result.alarms).toMatchObject([{ id: judged.id, state: 'normal', acknowledged: { by: 'Anna' } }]);
    // Nothing of it is done by halves.
    expect(result.refused).toMatchObject([
      { id: measured.id, reason: 'still-active', alarm: { state: 'unacknowledged' } },
    ]);
    await inTransaction(system.pool, (client) => clearAlarms(client, ['measured'], Date.now()));
    const over = await post(anna, 'resolutions', { alarms: [measured], comment });
    expect(over.alarms).toMatchObject([{ state: 'normal' }]);
    const again = await raise('judged');
    expect(again.id).not.toBe(judged.id);
    const { earlier } = await get<AlarmDetailView>(anna, `/${again.id}`);
    expect(earlier).toMatchObject([{ id: judged.id, occurrences: 1, clearedAt: expect.any(Number) }]);
  });
});

describe('out of service', () => {
  it('an alarm waits in quarantine for the author of its profile, who brings it back', async () => {
    await system.pool.query(
      `UPDATE ruleset_part_version SET author_id = $1, author_name = 'Dora' WHERE code = 'PRO-0003'`,
      [dora.id],
    );
    const alarm = await raise('noisy');
    const faulty = await raise('fault', { type: 'batch-failing', profileCode: null });
    const result = await post(anna, 'quarantines', { alarms: [alarm, faulty], reason });
    expect(result).toMatchObject({
      alarms: [{ id: alarm.id, state: 'out-of-service', quarantinedTo: { id: dora.id, name: 'Dora' } }],
      refused: [{ id: faulty.id, reason: 'no-author' }],
    });
    const removed = await post(anna, 'removals', { alarms: [faulty], reason });
    expect(removed.alarms).toMatchObject([{ state: 'out-of-service', quarantinedTo: null }]);
    const returned = await post(dora, 'returns', { alarms: [alarm, faulty], reason: 'Narrowed.' });
    expect(returned).toMatchObject({
      alarms: [{ id: alarm.id, state: 'unacknowledged', quarantinedTo: null }],
      refused: [{ id: faulty.id, reason: 'not-allowed' }],
    });
    const { events } = await get<AlarmDetailView>(dora, `/${alarm.id}`);
    expect(events.slice(0, 2)).toMatchObject([
      { action: 'place-in-service', by: 'Dora', comment: 'Narrowed.' },
      { action: 'quarantine', by: 'Anna', comment: reason, detail: { to: 'Dora' } },
    ]);
  });
});

describe('assigning', () => {
  const assign = (person: TestPerson, body: object, status?: number) =>
    post(person, 'assignments', { comment: '', ...body }, status);

  it('gives an alarm to who may acknowledge it, and overwrites nobody silently', async () => {
    const { id } = await raise('to be given');
    const people = await get<PersonRef[]>(anna, '/assignees?scope=house:2201');
    expect(people).toEqual([
      { id: anna.id, name: 'Anna' },
      { id: ben.id, name: 'Ben' },
    ]);
    const given = await assign(anna, { alarms: [{ id, assignedTo: null }], personId: ben.id });
    expect(given.alarms).toMatchObject([{ assignedTo: { id: ben.id, name: 'Ben' } }]);
    const late = await assign(ben, { alarms: [{ id, assignedTo: null }], personId: anna.id });
    expect(late.refused).toMatchObject([
      { reason: 'assigned-since', last: { action: 'assign', by: 'Anna' } },
    ]);
    const mine = await get<AlarmPage>(ben, '?assigned=me');
    expect(mine.alarms.map((alarm) => alarm.id)).toEqual([id]);
    const back = await assign(ben, { alarms: [{ id, assignedTo: ben.id }], personId: null });
    expect(back.alarms).toMatchObject([{ assignedTo: null }]);
  });

  it('to who may not acknowledge one of them does nothing, and names it', async () => {
    const far = await raise('far', { customsHouse: '5301', district: '5300' });
    const near = await raise('near');
    const alarms = [far, near].map(({ id }) => ({ id, assignedTo: null }));
    const refusal = await post<{ error: object }>(
      anna,
      'assignments',
      { alarms, personId: ben.id, comment: '' },
      400,
    );
    expect(refusal.error).toMatchObject({ code: 'not-assignable', details: { alarms: [far.id] } });
    const { alarm } = await get<AlarmDetailView>(anna, `/${near.id}`);
    expect(alarm.assignedTo).toBeNull();
  });
});

describe('the list', () => {
  it('has the most urgent first, then the longest calling, page by page', async () => {
    const all = await get<AlarmPage>(anna, '?limit=5000');
    expect(all.alarms).toHaveLength(all.total);
    const order = ['critical', 'high', 'medium', 'low'];
    const keys = all.alarms.map(
      (alarm) => [order.indexOf(alarm.priority), alarm.annunciatedAt, Number(alarm.id)] as const,
    );
    expect(keys).toEqual(keys.toSorted((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]));
    // Instants are told apart to the microsecond, also between two pages.
    await system.pool.query(
      `UPDATE alarm SET annunciated_at = annunciated_at + (id % 900) * interval '1 microsecond'`,
    );
    const pages: string[][] = [];
    for (let next: string | null = ''; next !== null;) {
      const page: AlarmPage = await get<AlarmPage>(anna, `?limit=4${next === '' ? '' : `&after=${next}`}`);
      pages.push(page.alarms.map(({ id }) => id));
      next = page.next;
    }
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.flat()).toEqual(all.alarms.map(({ id }) => id));
    const some = await get<AlarmPage>(anna, '?priorities=critical,high&kinds=profile&profile=PRO-0003');
    expect(some.total).toBe(
      all.alarms.filter(
        ({ priority, kind, profile }) =>
          order.indexOf(priority) < 2 && kind === 'profile' && profile === 'PRO-0003',
      ).length,
    );
    const below = await get<AlarmPage>(anna, '?scope=house:5301');
    expect(new Set(below.alarms.map(({ customsHouse }) => customsHouse))).toEqual(new Set(['5301']));
    await get(anna, '?after=elsewhere', 400);
    await get(anna, '?states=purple', 400);
  });
});

describe('the details', () => {
  it('tell the declarations, the time line, the profile and what was said', async () => {
    const at = (minute: number) => new Date(Date.UTC(2026, 4, 1, 10, minute));
    const { id } = await raise('told', { firstAt: at(0), lastAt: at(0), occurrences: 2 });
    await raise('told', { firstAt: at(3), lastAt: at(3), occurrences: 58 });
    await system.pool.query(
      `SELECT prepare_partitions(DATE '2026-05-01');
       INSERT INTO alarm_member (alarm_id, received_at, declaration_no, version, at, customs_house, profile_code,
         trader_id, ruleset_version)
       SELECT ${id}, '2026-05-01T10:00:00Z', 'M-' || lpad(n::text, 2, '0'), 1,
              '2026-05-01T10:00:00Z'::timestamptz + n / 2 * interval '1 second', '2201', 'PRO-0003', 'T', 1
       FROM generate_series(1, 60) n`,
    );
    const said = await post(ben, `${id}/comments`, { comment: 'Called the house.' });
    expect(said.alarms).toMatchObject([{ id, version: 3 }]);
    const view = await get<AlarmDetailView>(ben, `/${id}`);
    expect(view.alarm).toMatchObject({ occurrences: 60, titleZh: expect.stringMatching(/[\u4e00-\u9fff]/) });
    expect(view.timeline).toEqual([
      [at(0).getTime(), 2],
      [at(3).getTime(), 58],
    ]);
    expect(view.events.map(({ action, by, comment: text }) => [action, by, text])).toEqual([
      ['comment', 'Ben', 'Called the house.'],
      ['raised', null, null],
    ]);
    expect(view.profile).toMatchObject({
      code: 'PRO-0003',
      author: 'Dora',
      guidance: { en: expect.any(String) },
    });
    expect(view.members.total).toBe(60);
    const numbers = Array.from({ length: 60 }, (_, i) => `M-${String(60 - i).padStart(2, '0')}`);
    expect(view.members.newest.map(({ declarationNo }) => declarationNo)).toEqual(numbers.slice(0, 50));
    const first = await get<AlarmMemberPage>(ben, `/${id}/members?limit=35`);
    const second = await get<AlarmMemberPage>(ben, `/${id}/members?limit=35&after=${first.next}`);
    expect([...first.members, ...second.members].map(({ declarationNo }) => declarationNo)).toEqual(numbers);
    expect(second.next).toBeNull();
  });
});
