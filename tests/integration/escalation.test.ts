import type { ChildProcess } from 'node:child_process';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AlarmDeedResult } from '../../shared/contract/alarms.ts';
import type { CalendarView, OnDutyView, PolicyView } from '../../shared/contract/duty.ts';
import type { AlarmOccurrence } from '../../shared/domain/alarm/raise.ts';
import { STANDARD_ESCALATION, type EscalationPolicy } from '../../shared/domain/alarm/escalation.ts';
import { inTransaction } from '../../shared/platform/db/pool.ts';
import { escalateDue, type EscalationDeps } from '../../shared/platform/escalation/escalate.ts';
import { createLog } from '../../shared/platform/log.ts';
import { PlaceBook } from '../../shared/platform/place-book.ts';
import { applyAction, raiseAlarms } from '../../shared/platform/stores/alarm.store.ts';
import { startMailServer, type MailServer } from '../harness/mail-server.ts';
import type { TestPerson } from '../harness/people.ts';
import { startReceiver, type Receiver } from '../harness/receiver.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';
import { until } from '../harness/until.ts';

const MINUTE = 60_000;
const POLICY: EscalationPolicy = {
  ...STANDARD_ESCALATION,
  high: [
    { afterMinutes: 15, to: { role: 'supervisor', scope: 'own', onDuty: true } },
    { afterMinutes: 15, to: { webhook: true } },
    { afterMinutes: 600, to: { role: 'supervisor', scope: 'national', onDuty: false } },
  ],
};

let system: TestSystem;
let worker: ChildProcess;
let smtp: MailServer;
let receiver: Receiver;
let secret: string;
let administrator: TestPerson;
/** Supervisors of house 2201, one of them on duty, of the nation, and of another house. */
let onDuty: TestPerson;
let national: TestPerson;
let elsewhere: TestPerson;

async function ask(person: TestPerson, method: string, path: string, body?: unknown) {
  const init = { method, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const response = await person.fetch(path, init);
  const text = await response.text();
  return { status: response.status, value: text === '' ? null : JSON.parse(text) };
}

beforeAll(async () => {
  [smtp, receiver] = await Promise.all([startMailServer(), startReceiver()]);
  system = await startSystem({
    backend: 'postgres',
    workers: 0,
    env: {
      SMTP_URL: smtp.url,
      SMTP_FROM: 'Tidewaiter <alarms@tidewaiter.example>',
      WEBHOOK_PRIVATE_ADDRESSES: '127.0.0.1',
    },
  });
  administrator = await system.person('administrator', 'national');
  onDuty = await system.person('supervisor', 'house:2201');
  await system.person('supervisor', 'house:2201');
  national = await system.person('supervisor', 'national');
  elsewhere = await system.person('supervisor', 'house:5301');
  await system.pool.query(`UPDATE auth."user" SET locale = 'zh', name = 'Li "Na", <x@y.z>' WHERE id = $1`, [
    onDuty.id,
  ]);
});
afterAll(async () => {
  await system?.stop();
  await Promise.all([smtp?.stop(), receiver?.stop()]);
});

function raise(cause: string, given: Partial<AlarmOccurrence> = {}, minutesAgo = 16): Promise<string> {
  const at = new Date(Date.now() - minutesAgo * MINUTE);
  return inTransaction(system.pool, async (client) => {
    const occurrence: AlarmOccurrence = {
      cause,
      type: 'profile-hit',
      priority: 'high',
      title: `Alarm ${cause}`,
      profileCode: null,
      district: '2200',
      customsHouse: '2201',
      occurrences: 1,
      firstAt: at,
      lastAt: at,
      ...given,
    };
    return (await raiseAlarms(client, [occurrence], null)).get(cause)!.id;
  });
}

async function stepsOf(id: string) {
  const { rows } = await system.pool.query<{ annunciation: number; step: number }>(
    'SELECT annunciation, step FROM alarm_escalation WHERE alarm_id = $1 ORDER BY annunciation, step',
    [id],
  );
  const { rows: events } = await system.pool.query<{
    detail: Record<string, unknown>;
    comment: string | null;
  }>(`SELECT detail, comment FROM alarm_event WHERE alarm_id = $1 AND action = 'escalated' ORDER BY id`, [
    id,
  ]);
  const { rows: alarms } = await system.pool.query<{ escalated: number }>(
    'SELECT escalated FROM alarm WHERE id = $1',
    [id],
  );
  expect(events).toHaveLength(rows.length);
  return { steps: rows.map(({ annunciation, step }) => [annunciation, step]), events, ...alarms[0]! };
}

describe('what a place lays down', () => {
  it('is changed at one’s own places alone, by who saw what it was', async () => {
    const path = '/api/shift-calendars/house:2201';
    const { value: before } = (await ask(administrator, 'GET', path)) as { value: CalendarView };
    expect(before).toMatchObject({ calendar: null, revision: 0, timeZone: 'Asia/Shanghai' });
    expect(before.candidates).toContainEqual({ id: onDuty.id, name: 'Li "Na", <x@y.z>' });
    expect(before.candidates.map(({ id }) => id)).not.toContain(elsewhere.id);

    const days = [1, 2, 3, 4, 5, 6, 7];
    const shift = { name: 'All day', days, from: '00:00', to: '00:00', people: [onDuty.id] };
    const calendar = { timeZone: 'Asia/Shanghai', shifts: [shift], exceptions: [] };
    const put = (person: TestPerson, body: object) => ask(person, 'PUT', path, { revision: 0, ...body });
    const stranger = { ...calendar, shifts: [{ ...shift, people: [elsewhere.id] }] };
    expect(await put(administrator, { calendar: stranger })).toMatchObject({
      status: 400,
      value: { error: { code: 'cannot-acknowledge' } },
    });
    expect((await put(onDuty, { calendar })).status).toBe(403);
    const other = await system.person('administrator', 'district:5300');
    expect((await put(other, { calendar })).status).toBe(403);
    expect((await ask(other, 'GET', path)).status).toBe(403);
    expect((await ask(administrator, 'GET', '/api/shift-calendars/house:9999')).status).toBe(404);
    expect(await put(administrator, { calendar })).toEqual({ status: 200, value: { revision: 1 } });
    expect(await put(administrator, { calendar: null })).toMatchObject({ status: 409 });

    const now = (await ask(onDuty, 'GET', '/api/on-duty?scope=house:2201')).value as OnDutyView;
    expect(now.shifts.map(({ name, people }) => [name, people.map(({ id }) => id)])).toEqual([
      ['All day', [onDuty.id]],
    ]);
    expect((await ask(elsewhere, 'GET', '/api/on-duty?scope=house:2201')).status).toBe(403);
    expect(
      (await ask(administrator, 'GET', '/api/access-events?action=shift-calendar.changed')).value.events,
    ).toMatchObject([{ scope: 'house:2201', detail: { before: null, after: calendar } }]);
  });

  it('counts from the nearest place that has it, and has to make sense', async () => {
    const of = async (scope: string) =>
      (await ask(administrator, 'GET', `/api/escalation-policies/${scope}`)).value as PolicyView;
    expect(await of('house:2201')).toMatchObject({ policy: null, inForce: { from: 'standard' } });
    const path = '/api/escalation-policies/national';
    const early = { ...POLICY, high: POLICY.high.toReversed() };
    expect(await ask(administrator, 'PUT', path, { policy: early, revision: 0 })).toMatchObject({
      status: 400,
      value: { error: { code: 'invalid-escalation', details: [{ path: 'high/1', reason: 'out-of-order' }] } },
    });
    expect((await ask(administrator, 'PUT', path, { policy: POLICY, revision: 0 })).status).toBe(200);
    expect(await of('house:2201')).toMatchObject({
      policy: null,
      inForce: { policy: POLICY, from: 'national' },
      mail: { configured: true, waiting: 0, failed: 0 },
    });
  });
});

describe('an alarm that nobody acknowledges', () => {
  let late: string;
  let seen: string;

  it('is mailed to who is on duty and sent to webhooks, each once, however often it is tried', async () => {
    const actions = ['alarm.raised', 'alarm.escalated'];
    const added = await ask(administrator, 'POST', '/api/webhooks', {
      name: 'Pager',
      url: receiver.url,
      actions,
    });
    ({ secret } = added.value as { secret: string });
    const bodies = () =>
      receiver.received.map(({ body }) => JSON.parse(body) as { type: string; data: never });
    const escalations = () =>
      receiver.received.filter((_message, i) => bodies()[i]!.type === 'alarm.escalated');
    receiver.answer = ({ body }) => ({
      status: body.includes('"alarm.escalated"') && escalations().length < 2 ? 500 : 204,
    });
    smtp.refuse = () => (smtp.received.length < 1 ? 451 : null);

    late = await raise('late');
    seen = await raise('seen');
    await inTransaction(system.pool, (client) =>
      applyAction(
        client,
        { ids: [seen] },
        { type: 'acknowledge', annunciation: 1 },
        { actor: { id: onDuty.id, name: 'Li Na' }, comment: null, now: Date.now() },
      ),
    );
    worker = await system.startWorker();
    // The second attempt would come by itself, in 5 s.
    await until('all is delivered', async () => {
      await system.pool.query(
        `UPDATE webhook_delivery SET next_attempt_at = now() WHERE attempts = 1 AND delivered_at IS NULL`,
      );
      await system.pool.query(
        `UPDATE mail_delivery SET next_attempt_at = now() WHERE attempts = 1 AND delivered_at IS NULL`,
      );
      const { rows } = await system.pool.query<{ open: number; done: number }>(
        `SELECT count(*) FILTER (WHERE delivered_at IS NULL)::int AS open,
                count(*) FILTER (WHERE delivered_at IS NOT NULL)::int AS done
         FROM (SELECT delivered_at FROM mail_delivery UNION ALL SELECT delivered_at FROM webhook_delivery) d`,
      );
      return rows[0]!.open === 0 && rows[0]!.done === 4;
    });

    // One mail, to one person, known by its id at both attempts, in the reader's language.
    expect(smtp.received.map(({ to, taken }) => [to, taken])).toEqual([
      [[onDuty.email], false],
      [[onDuty.email], true],
    ]);
    const [refused, taken] = smtp.received.map(({ mail }) => mail);
    expect(taken!.messageId).toBe(refused!.messageId);
    expect(taken!.messageId).toMatch(/^<[0-9a-f-]{36}@tidewaiter\.example>$/);
    expect([taken!.to].flat()[0]!.value).toEqual([{ address: onDuty.email, name: 'Li "Na", <x@y.z>' }]);
    expect(taken!.subject).toMatch(/^\[Tidewaiter\] 高：Alarm late（1[67]分钟）$/);
    expect(taken!.text).toMatch(/升级第1步，共3步，通知.+（2201）当班的值班长。/);

    // One message, signed, known by its id at both attempts.
    const [first, again] = escalations();
    expect(escalations()).toHaveLength(2);
    expect(again!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
    expect(again!.body).toBe(first!.body);
    expect(new Webhook(secret).verify(again!.body, again!.headers)).toMatchObject({
      type: 'alarm.escalated',
      data: {
        by: { kind: 'system' },
        alarm: { id: late, cause: 'late', customsHouse: '2201', district: '2200', type: 'profile-hit' },
        state: 'unacknowledged',
        priority: 'high',
        detail: { step: 2, steps: 3, to: { webhook: true } },
      },
    });
    const raised = bodies().filter(({ type }) => type === 'alarm.raised') as {
      data: { alarm: { id: string } };
    }[];
    expect(raised.map(({ data }) => data.alarm.id).toSorted()).toEqual([late, seen].toSorted());
  });

  it('says in its history which steps were taken and whom they told; one that was seen in time has none', async () => {
    const { steps, events, escalated } = await stepsOf(late);
    expect(steps).toEqual([
      [1, 0],
      [1, 1],
    ]);
    expect(escalated).toBe(2);
    expect(events.map(({ detail }) => detail)).toMatchObject([
      {
        step: 1,
        steps: 3,
        policy: 'national',
        asked: 'house:2201',
        found: 'house:2201',
        note: 'as-asked',
        people: [{ id: onDuty.id }],
        mail: 1,
      },
      { step: 2, steps: 3, policy: 'national', to: { webhook: true } },
    ]);
    expect((await stepsOf(seen)).steps).toEqual([]);
  });

  it('goes a step further at once where a person says so, with the reason', async () => {
    const escalate = async (person: TestPerson, id: string, annunciation = 1) => {
      const body = { alarms: [{ id, annunciation }], reason: 'I am alone' };
      const { status, value } = await ask(person, 'POST', '/api/alarms/escalations', body);
      expect(status).toBe(200);
      const { alarms, refused } = value as AlarmDeedResult;
      return alarms.length === 1 ? alarms[0]!.escalated : refused.map(({ reason }) => reason);
    };
    const low = await raise('by hand', { priority: 'low' }, 0);
    expect(await escalate(elsewhere, low)).toEqual(['unknown']);
    expect(await escalate(onDuty, low, 7)).toEqual(['annunciated-since']);
    expect(await escalate(onDuty, seen)).toEqual(['already-acknowledged']);
    expect(await escalate(onDuty, '999999')).toEqual(['unknown']);
    expect(await escalate(onDuty, low)).toBe(1);
    expect(await escalate(onDuty, low)).toEqual(['no-further-step']);
    expect(await escalate(onDuty, late)).toBe(3);
    const { events } = await stepsOf(late);
    expect(events[2]).toMatchObject({
      comment: 'I am alone',
      detail: { step: 3, found: 'national', people: [{ id: national.id }] },
    });
    await until('it is mailed', () =>
      smtp.received.some(({ to, taken }) => taken && to[0] === national.email),
    );
  });
});

describe('whatever happens in between', () => {
  let deps: EscalationDeps;

  beforeAll(async () => {
    await system.stopProcess(worker);
    const places = new PlaceBook(system.pool, createLog('worker', 'silent'));
    await places.refresh();
    deps = { pool: system.pool, places, announce: () => undefined, mailing: true, publicUrl: undefined };
  });

  it('a step is there with its event and its mail, or not at all', async () => {
    const id = await raise('broken off');
    const mails = async () =>
      (await system.pool.query<{ count: number }>('SELECT count(*)::int FROM mail_delivery')).rows[0]!.count;
    const before = await mails();
    await system.pool.query('ALTER TABLE mail_delivery ADD CONSTRAINT broken CHECK (false) NOT VALID');
    await expect(escalateDue(deps)).rejects.toThrow('broken');
    expect(await stepsOf(id)).toEqual({ steps: [], events: [], escalated: 0 });
    await system.pool.query('ALTER TABLE mail_delivery DROP CONSTRAINT broken');
    // Two at once, and once more.
    await Promise.all([escalateDue(deps), escalateDue(deps)]);
    await escalateDue(deps);
    expect((await stepsOf(id)).steps).toEqual([
      [1, 0],
      [1, 1],
    ]);
    expect(await mails()).toBe(before + 1);
  });

  it('one that calls anew is escalated anew', async () => {
    const id = await raise('worse');
    await escalateDue(deps);
    await raise('worse', { priority: 'critical' }, 5);
    await escalateDue(deps);
    expect((await stepsOf(id)).steps).toEqual([
      [1, 0],
      [1, 1],
      [2, 0],
    ]);
  });

  it('alarms of one moment are one mail a person, and without a mail server the history says so', async () => {
    const ids = [
      await raise('many 1'),
      await raise('many 2', { customsHouse: '2202' }),
      await raise('many 3'),
    ];
    await system.pool.query('DELETE FROM mail_delivery');
    await escalateDue(deps);
    const { rows } = await system.pool.query<{ to: string; subject: string }>(
      'SELECT to_address AS to, subject FROM mail_delivery ORDER BY to_address',
    );
    // Nobody is supervisor at 2202 or in its district: the nation's is told.
    expect(rows).toEqual(
      [
        { to: onDuty.email, subject: expect.stringMatching(/2条报警待确认：Alarm many 1$/) },
        { to: national.email, subject: expect.stringContaining('Alarm many 2') },
      ].toSorted((a, b) => (a.to < b.to ? -1 : 1)),
    );
    const [step] = (await stepsOf(ids[1]!)).events;
    expect(step!.detail).toMatchObject({ asked: 'house:2202', found: 'national', note: 'no-calendar' });

    const unsent = await raise('unsent');
    await escalateDue({ ...deps, mailing: false });
    expect((await stepsOf(unsent)).events[0]!.detail).toMatchObject({ mail: 'not-configured' });
    const { rows: kept } = await system.pool.query('SELECT FROM mail_delivery');
    expect(kept).toHaveLength(2);
  });
});
