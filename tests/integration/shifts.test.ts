import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AlarmKpiView } from '../../shared/contract/alarm-kpis.ts';
import type {
  ConsolePosition,
  ShiftBoard,
  ShiftReportContent,
  ShiftReportPage,
  ShiftView,
} from '../../shared/contract/shifts.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import type { AlarmKind } from '../../shared/domain/alarm/definition.ts';
import { alarmKpis } from '../../shared/domain/alarm/kpi.ts';
import { recount, type AlarmNow, type LogEntry } from '../../shared/domain/alarm/kpi-recount.test-kit.ts';
import { pdfText } from '../../shared/platform/pdf/pdf-text.test-kit.ts';
import { renderPdf } from '../../shared/platform/pdf/render-pdf.ts';
import { reportDocument } from '../../server/services/shift/report-document.ts';
import type { TestPerson } from '../harness/people.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';

const HOUSE: ScopeId = 'house:2201';
const DAYS = 3;

let system: TestSystem;
let author: TestPerson;
let next: TestPerson;
let outsider: TestPerson;
let administrator: TestPerson;

beforeAll(async () => {
  // Without a worker nothing but this test changes an alarm.
  system = await startSystem({ backend: 'redis', workers: 0 });
  author = await system.person('supervisor', 'district:2200');
  next = await system.person('supervisor', HOUSE);
  outsider = await system.person('supervisor', 'house:5301');
  administrator = await system.person('administrator', 'district:2200');
  for (const [{ id }, name] of [
    [author, 'Anna O’Brien'],
    [next, '李伟'],
  ] as const) {
    await system.pool.query(`UPDATE auth."user" SET name = $2 WHERE id = $1`, [id, name]);
  }
  await fillLog();
}, 60_000);
afterAll(() => system?.stop());

const post = (person: TestPerson, path: string, body?: object) =>
  person.fetch(path, { method: 'POST', ...(body !== undefined && { body: JSON.stringify(body) }) });

/** The same numbers in every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/**
 * A log of three days with all that the figures look at: calms and floods, alarms that chatter, that go by themselves,
 * that are acknowledged soon, late and never, that stand for days, and are kept from view rightly and wrongly.
 */
async function fillLog(): Promise<void> {
  const roll = dice(7);
  const start = Date.now() - (DAYS + 0.4) * 86_400_000;
  const alarms: object[] = [];
  const events: { at: number }[] = [];
  for (let n = 1; n <= 420; n++) {
    const flood = roll(3) === 0 ? 1 + roll(4) : 0;
    const raised = Math.floor(
      flood > 0 ? start + flood * 60_000_000 + roll(1_800_000) : start + roll(DAYS * 86_400_000),
    );
    const id = String(9000 + n);
    const priority = ['critical', 'high', 'medium', 'low', 'low', 'low'][roll(6)]!;
    const house = ['2201', '2201', '2202', null][roll(4)]!;
    let at = raised;
    let state = 'unacknowledged';
    const event = (action: string, to: string | null, more: object = {}) => {
      if (at >= Date.now()) return;
      events.push({ alarm: id, at, action, from: state, to, priority, called: false, ...more } as never);
      if (to !== null) state = to;
    };
    // What was raised before states were kept says none.
    if (roll(20) === 0) event('raised', null, { called: true, from: null });
    else event('raised', 'unacknowledged', { called: true, from: 'normal' });
    for (let again = roll(8) === 0 ? 2 + roll(2) : 0; again > 0; again--) {
      at += 1000 + roll(40_000);
      event('clear', 'returned-unacknowledged');
      at += roll(2_000);
      event('raised-again', 'unacknowledged', { called: true });
    }
    at += roll(5) === 0 ? roll(50_000) : roll(40_000_000);
    switch (roll(8)) {
      case 0:
        break;
      case 1:
        event('timed-shelve', 'shelved', {
          by: roll(2) === 0 ? 'p' : null,
          comment: 'r',
          until: at + 60_000,
        });
        break;
      case 2:
        event('remove-from-service', 'out-of-service', { by: 'p', comment: roll(2) === 0 ? 'r' : null });
        break;
      case 3:
        event('suppress', 'suppressed-by-design');
        break;
      case 4:
        event('clear', 'returned-unacknowledged');
        break;
      default:
        event('acknowledge', 'acknowledged', { by: 'p' });
        at += roll(30_000_000);
        if (roll(3) > 0) event('clear', 'normal');
    }
    // One in forty is hidden although the log says nothing of it.
    const now = state !== 'normal' && roll(40) === 0 ? 'out-of-service' : state;
    const kind = roll(4) === 0 ? 'flow' : 'profile';
    const cause = `${kind}:${n % 23}${state === 'normal' ? '' : `:${id}`}@${house}`;
    alarms.push({ id, cause, kind, priority, state: now, house, raised });
  }
  await system.pool.query(
    `INSERT INTO alarm (id, cause, type, kind, priority, state, title, customs_house, district, occurrences, raised_at,
                        annunciated_at, last_occurred_at, acked_state, acknowledged_at, acknowledged_by, unshelve_time)
     OVERRIDING SYSTEM VALUE
     SELECT id, cause, CASE kind WHEN 'flow' THEN 'reds-surge' ELSE 'profile-hit' END, kind, priority, state,
            'Alarm ' || id, house, '2200', 1, to_timestamp(raised / 1000.0), to_timestamp(raised / 1000.0), now(),
            state = 'acknowledged', CASE state WHEN 'acknowledged' THEN now() - interval '25 hours' END, 'P',
            CASE state WHEN 'shelved' THEN now() + interval '1 minute' END
     FROM jsonb_to_recordset($1::jsonb) AS a (id bigint, cause text, kind text, priority text, state text, house text,
       raised float8)`,
    [JSON.stringify(alarms)],
  );
  await system.pool.query(
    `INSERT INTO alarm_event (alarm_id, at, action, from_state, to_state, priority, annunciated, actor_id, actor_name,
                              comment, detail)
     SELECT alarm, to_timestamp(at / 1000.0), action, "from", "to", priority, called, "by", "by", comment,
            CASE WHEN until IS NULL THEN NULL ELSE jsonb_build_object('until', until) END
     FROM jsonb_to_recordset($1::jsonb) AS e (alarm bigint, at float8, action text, "from" text, "to" text,
       priority text, called boolean, "by" text, comment text, until float8)`,
    [JSON.stringify(events.sort((a, b) => a.at - b.at))],
  );
}

/** Everything that the log and the alarms hold, as rows, and nothing counted. */
async function rawLog(where: string): Promise<{ log: LogEntry[]; alarms: AlarmNow[] }> {
  const log = await system.pool.query<Omit<LogEntry, 'id' | 'at'> & { id: string; at: Date }>(
    `SELECT e.id, e.at, e.alarm_id AS "alarmId", a.cause, e.action, e.annunciated,
            coalesce(e.priority, a.priority) AS priority, e.to_state AS "toState", e.actor_id AS "actorId", e.comment,
            (e.detail ->> 'until')::float8 AS until
     FROM alarm_event e JOIN alarm a ON a.id = e.alarm_id WHERE ${where}`,
  );
  const alarms = await system.pool.query<{
    id: string;
    state: AlarmNow['state'];
    raised: Date;
    unshelve: Date;
  }>(`SELECT id, state, raised_at AS raised, unshelve_time AS unshelve FROM alarm a WHERE ${where}`);
  return {
    log: log.rows.map((row) => ({ ...row, id: Number(row.id), at: row.at.getTime() })),
    alarms: alarms.rows.map(({ id, state, raised, unshelve }) => ({
      id,
      state,
      raisedAt: raised.getTime(),
      unshelveTime: unshelve?.getTime() ?? null,
    })),
  };
}

describe('the figures', () => {
  let position: ConsolePosition;

  it('are those of the raw log, for every console, position and period', async () => {
    const added = await post(administrator, '/api/console-positions', {
      scope: 'district:2200',
      name: 'Flow desk',
      nameZh: '业务量席',
      kinds: ['flow'] satisfies AlarmKind[],
    });
    expect(added.status).toBe(201);
    position = (await added.json()) as ConsolePosition;
    const hour = 3_600_000;
    const now = Date.now();
    const asked: [scope: ScopeId, where: string, from: number, to: number | null, position?: string][] = [
      ['district:2200', 'true', now - 96 * hour, null],
      ['district:2200', 'true', now - 50 * hour, now - 20 * hour],
      ['district:2200', 'true', now - 40 * 60_000, null],
      ['district:2200', `a.kind = 'flow'`, now - 96 * hour, null, position.id],
      [HOUSE, `a.customs_house = '2201'`, now - 72 * hour, now - 5 * hour],
    ];
    const seen = new Set<string>();
    for (const [scope, where, from, to, id] of asked) {
      const query = new URLSearchParams({
        scope,
        from: new Date(from).toISOString(),
        ...(to !== null && { to: new Date(to).toISOString() }),
        ...(id !== undefined && { position: id }),
      });
      const answer = await author.fetch(`/api/alarm-kpis?${query}`);
      expect(answer.status).toBe(200);
      const view = (await answer.json()) as AlarmKpiView;
      const { log, alarms } = await rawLog(where);
      const tally = recount(log, alarms, view, Date.now());
      expect(view.figures).toEqual(alarmKpis(tally));
      expect(view.calls).toBe(log.filter((e) => e.annunciated && e.at >= view.from && e.at < view.to).length);
      expect(view.trend.calls.reduce((all, count) => all + count, 0)).toBe(view.calls);
      expect(view.frequent.map(({ calls }) => calls)).toEqual(tally.topCauses);
      for (const { kpi, value } of view.figures) if (value !== null && value > 0) seen.add(kpi);
    }
    // Each figure was put to the test by something to count.
    expect(seen.size).toBe(23);
  });

  it('are shown where the alarms may be seen, of positions that there are, and of a month at most', async () => {
    const of = (person: TestPerson, query: string, hours = 1) => {
      const from = new Date(Date.now() - hours * 3_600_000).toISOString();
      return person.fetch(`/api/alarm-kpis?from=${from}&${query}`).then(({ status }) => status);
    };
    expect(await of(next, 'scope=house:2201')).toBe(200);
    expect(await of(next, 'scope=district:2200')).toBe(403);
    expect(await of(outsider, 'scope=house:2201')).toBe(403);
    expect(await of(author, `scope=house:2201&position=${position.id}`)).toBe(404);
    expect(await of(author, 'scope=house:2201', 32 * 24)).toBe(400);
  });
});

describe('a shift', () => {
  const board = async (person = author) =>
    (await (await person.fetch(`/api/shifts?scope=${HOUSE}`)).json()) as ShiftBoard;
  let shift: ShiftView;

  it('is begun once at a position, by who may hold it', async () => {
    const body = { scope: HOUSE, positionId: null };
    expect((await post(outsider, '/api/shifts', body)).status).toBe(403);
    const begun = await Promise.all([post(author, '/api/shifts', body), post(author, '/api/shifts', body)]);
    expect(begun.map(({ status }) => status).sort()).toEqual([201, 409]);
    shift = (await board()).shifts[0]!;
    expect(shift).toMatchObject({ state: 'held', person: { name: 'Anna O’Brien' }, left: false });
    // A console with positions is held at one of them.
    const whole = await post(author, '/api/shifts', { scope: 'district:2200', positionId: null });
    expect(whole.status).toBe(409);
  });

  it('is offered with a report of what the database holds', async () => {
    const { successors } = await board();
    expect(successors.map(({ id }) => id)).toContain(next.id);
    expect(successors.map(({ id }) => id)).not.toContain(outsider.id);
    const offer = { notes: 'Watch berth 7. 请关注七号泊位。', locale: 'zh' };
    const to = (person: TestPerson, id: string) =>
      post(person, `/api/shifts/${shift.id}/offer`, { ...offer, personId: id }).then(({ status }) => status);
    expect(await to(author, outsider.id)).toBe(400);
    expect(await to(author, author.id)).toBe(409);
    expect(await to(next, author.id)).toBe(409);
    expect(await to(outsider, next.id)).toBe(403);
    expect(await to(author, next.id)).toBe(200);
    const content = await report(author);
    expect(content).toMatchObject({ signature: null, notes: offer.notes, successor: { name: '李伟' } });
    const { rows } = await system.pool.query<Record<'urgent' | 'shelved' | 'out' | 'long' | 'open', number>>(
      `SELECT count(*) FILTER (WHERE priority IN ('critical', 'high') AND state NOT IN ('shelved', 'out-of-service',
                'suppressed-by-design'))::int AS urgent,
              count(*) FILTER (WHERE state = 'shelved')::int AS shelved, count(*)::int AS open,
              count(*) FILTER (WHERE state = 'out-of-service')::int AS out,
              count(*) FILTER (WHERE state = 'acknowledged')::int AS long
       FROM alarm WHERE customs_house = '2201' AND state <> 'normal'`,
    );
    const { urgent, shelved, outOfService: out, acknowledgedLong: long, open } = content;
    expect({
      urgent: urgent.total,
      shelved: shelved.total,
      out: out.total,
      long: long.total,
      open: open.reduce((all, { count }) => all + count, 0),
    }).toEqual(rows[0]);
    expect(shelved.alarms[0]).toMatchObject({ hidden: { reason: 'r' }, place: { name: expect.any(String) } });
  });

  const report = async (person: TestPerson) =>
    (await (await person.fetch(`/api/shift-reports/${shift.id}`)).json()) as ShiftReportContent;

  it('is signed by the person whom the report names, who has read it, and by nobody else', async () => {
    const { preparedAt } = await report(next);
    const sign = (person: TestPerson, at = preparedAt) =>
      post(person, `/api/shifts/${shift.id}/signature`, { preparedAt: at, remarks: 'Read, 已阅。' });
    const own = await sign(author);
    expect([own.status, await own.text()]).toEqual([409, expect.stringContaining('own-shift')]);
    expect((await sign(outsider)).status).toBe(403);
    expect((await sign(next, preparedAt - 1)).status).toBe(409);
    expect((await next.fetch(`/api/shift-reports/${shift.id}/pdf`)).status).toBe(404);
    expect((await sign(next)).status).toBe(200);
    const { shifts, past } = await board();
    expect(shifts).toMatchObject([{ state: 'held', person: { id: next.id } }]);
    expect(past).toMatchObject([{ id: shift.id, state: 'handed-over', offeredTo: { id: next.id } }]);
    expect((await sign(next)).status).toBe(409);
  });

  it('leaves a report that is never changed, and a PDF made from it alone', async () => {
    const answer = await next.fetch(`/api/shift-reports/${shift.id}/pdf`);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="shift-\d+-[\d-]+\.pdf"$/,
    );
    const pdf = Buffer.from(await answer.arrayBuffer());
    const text = pdfText(pdf);
    for (const part of [
      'Anna O’Brien',
      '李伟',
      'Watch berth 7. 请关注七号泊位。',
      'Read, 已阅。',
      '交接班报告',
    ]) {
      expect(text).toContain(part);
    }
    // Made again from what is kept it is the same, byte by byte.
    expect(pdf.equals(await renderPdf(reportDocument(await report(next))))).toBe(true);
    const { reports } = (await (
      await next.fetch(`/api/shift-reports?scope=${HOUSE}`)
    ).json()) as ShiftReportPage;
    expect(reports).toMatchObject([
      {
        shiftId: shift.id,
        sha256: createHash('sha256').update(pdf).digest('hex'),
        successor: { name: '李伟' },
      },
    ]);
    for (const change of [`UPDATE shift_report SET content = '{}'`, 'DELETE FROM shift_report']) {
      await expect(system.pool.query(`${change} WHERE shift_id = ${shift.id}`)).rejects.toThrow(
        'never changed',
      );
    }
    const { rows } = await system.pool.query<{ action: string }>(
      `SELECT action FROM access_event WHERE subject = $1 ORDER BY id`,
      [`shift:${shift.id}`],
    );
    expect(rows.map(({ action }) => action)).toEqual(['shift.started', 'shift.offered', 'shift.handed-over']);
  });

  it('whose holder has left is taken over with a reason, and the offer goes with it', async () => {
    const { shifts } = await board();
    const id = shifts[0]!.id;
    await system.pool.query(`UPDATE shift SET started_at = now() - interval '13 hours' WHERE id = $1`, [id]);
    expect((await board()).shifts[0]!.left).toBe(true);
    const offer = { personId: author.id, notes: '', locale: 'en' };
    expect((await post(next, `/api/shifts/${id}/offer`, offer)).status).toBe(200);
    expect((await post(next, `/api/shifts/${id}/withdrawal`)).status).toBe(200);
    expect((await post(next, `/api/shifts/${id}/offer`, offer)).status).toBe(200);
    const take = (person: TestPerson, reason: string) =>
      post(person, `/api/shifts/${id}/take-over`, { reason }).then(({ status }) => status);
    expect(await take(next, 'mine')).toBe(409);
    expect(await take(author, ' ')).toBe(400);
    expect(await take(author, 'gone home')).toBe(200);
    const after = await board();
    expect(after.past[0]).toMatchObject({ id, state: 'taken-over', takenReason: 'gone home' });
    expect(after.shifts[0]!.person.id).toBe(author.id);
    expect((await author.fetch(`/api/shift-reports/${id}`)).status).toBe(404);
  });
});
