import { isDeepStrictEqual } from 'node:util';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type {
  AlarmGroup,
  AlarmGroupMember,
  AlarmGroupMemberPage,
  AlarmPage,
  AlarmRow,
  PersonRef,
} from '../../shared/contract/alarms.ts';
import type { Change } from '../../shared/contract/changes.ts';
import type { AlarmsChanged, ClientEvents, ServerEvents } from '../../shared/contract/live.ts';
import { MASK } from '../../shared/domain/access/personal-data.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import type { Declaration } from '../../shared/domain/declaration.ts';
import {
  ALARM_PRIORITIES,
  type AlarmPriority,
  type Profile,
  type Ruleset,
} from '../../shared/domain/targeting/profile.ts';
import { createLiveBus, type LiveBus } from '../../shared/platform/live-bus/live-bus.ts';
import { createLog } from '../../shared/platform/log.ts';
import { replaceAssignments } from '../../shared/platform/stores/access.store.ts';
import { AlarmBook } from '../../web/live/alarm-reducer.ts';
import { declarationWith, toNdjson } from '../harness/declarations.ts';
import type { TestPerson } from '../harness/people.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';
import { until } from '../harness/until.ts';

type Console = Socket<ServerEvents, ClientEvents>;

const PROFILES = Array.from({ length: 12 }, (_, i) => `P${i}`);
/** Hits declarations by their procedure, and raises an alarm of its priority. */
const profile = (code: string, alarm: AlarmPriority): Profile => ({
  code,
  version: 1,
  title: `Profile ${code}`,
  level: 'national',
  status: 'active',
  when: { field: 'procedure', op: 'eq', value: code },
  channel: 'none',
  mandatory: false,
  score: 0,
  alarm,
});
const RULESET: Ruleset = {
  format: 'tidewaiter-ruleset/1',
  profiles: [
    ...PROFILES.map((code, i) => profile(code, i % 3 === 0 ? 'low' : 'medium')),
    profile('WORST', 'critical'),
    profile('OTHER', 'high'),
  ],
  lists: [],
  policy: { thresholds: { red: 100, orange: 99 }, creditShift: {}, randomRate: 0 },
};

let system: TestSystem;
let bus: LiveBus;
/** May look persons up, everywhere; may not, in one district; there and follows orders. */
let manager: TestPerson;
let operator: TestPerson;
let supervisor: TestPerson;
let houses: string[];
const sockets: Console[] = [];

const sorted = (rows: readonly (AlarmRow | AlarmGroup)[]) =>
  rows.toSorted((a, b) => Number(a.id) - Number(b.id));

beforeAll(async () => {
  system = await startSystem({ backend: 'redis', workers: 1, ruleset: RULESET });
  bus = createLiveBus({ kind: 'redis', url: system.redisUrl! }, createLog('worker', 'silent'));
  manager = await system.person('manager', 'national');
  operator = await system.person('operator', 'district:2200');
  supervisor = await system.person('supervisor', 'district:2200');
  const { rows } = await system.pool.query<{ code: string }>(
    `SELECT code FROM customs_house ORDER BY district <> '2200', code LIMIT 40`,
  );
  houses = rows.map(({ code }) => code);
});
afterAll(async () => {
  for (const socket of sockets) socket.disconnect();
  await bus?.close();
  await system?.stop();
});

async function connect(person: TestPerson): Promise<Console> {
  const socket: Console = io(system.url, {
    transports: ['websocket'],
    forceNew: true,
    extraHeaders: { cookie: person.cookie },
  });
  sockets.push(socket);
  await until('it is connected', () => socket.connected);
  return socket;
}

/** A console as the web app has it: joined first, read then. */
async function watch(person: TestPerson, scope: ScopeId) {
  const socket = await connect(person);
  const book = new AlarmBook();
  const messages: AlarmsChanged[] = [];
  let whole = true;
  socket.on('alarms:changed', (message) => {
    messages.push(message);
    whole = book.takeMessage(message) && whole;
  });
  const answer = await socket.emitWithAck('alarms:join', { scope });
  if (!answer.ok) throw new Error(answer.reason);
  book.joined(answer.epoch, answer.seq);
  const reading = book.beginReading();
  book.takePage(reading, await open(person, scope));
  return { socket, book, messages, whole: () => whole };
}

async function open(person: TestPerson, scope: ScopeId): Promise<AlarmPage> {
  const response = await person.fetch(`/api/alarms?scope=${scope}`);
  expect(response.status).toBe(200);
  return (await response.json()) as AlarmPage;
}

const sumOf = (rows: readonly { occurrences: number }[]) =>
  rows.reduce((sum, { occurrences }) => sum + occurrences, 0);

/** Rows of a console: common causes, and alarms that stand alone; the most urgent first, then the most frequent. */
function rowsOf({ rows, groups }: Pick<AlarmBook, 'rows' | 'groups'>) {
  const urgency = ({ priority }: { priority: AlarmPriority }) => ALARM_PRIORITIES.indexOf(priority);
  const grouped = Map.groupBy(rows.values(), ({ group }) => group);
  const single = (grouped.get(null) ?? []).map(({ cause, occurrences, ...row }) => {
    return { what: cause, occurrences, urgency: urgency(row), addsUp: true };
  });
  const together = [...groups.values()].map(({ id, dimension, value, occurrences, alarms }) => {
    const own = grouped.get(id) ?? [];
    const addsUp = own.length === alarms && sumOf(own) === occurrences;
    return { what: `${dimension} ${value}`, occurrences, urgency: Math.min(...own.map(urgency)), addsUp };
  });
  return [...together, ...single].toSorted((a, b) => a.urgency - b.urgency || b.occurrences - a.occurrences);
}

/** 10,000 declarations that hit: of one trader everywhere, of one heading, by one route, and two of none of these. */
function flood(): Declaration[] {
  const all: Declaration[] = [];
  let state = 7;
  const any = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below;
  const origins = ['CN', 'DE', 'FR', 'BR', 'VN', 'KE', 'MX'];
  const add = (procedure: string, house: string, trader: string, hsCode: string, from: string) => {
    const [item] = declarationWith({ declarationNo: '' }).items;
    all.push(
      declarationWith({
        declarationNo: `FLOOD-${all.length}`,
        procedure,
        customsHouse: house,
        trader: { id: trader },
        countryOfDispatch: from,
        items: [{ ...item!, hsCode }],
      }),
    );
  };
  const anyCode = () => String(100_000 + any(860_000));
  const anyTrader = () => `T-${any(3000)}`;
  for (let i = 0; i < 4998; i++) {
    const procedure = i % 500 === 0 ? 'WORST' : PROFILES[any(12)]!;
    add(procedure, houses[any(40)]!, 'T-FLOOD', anyCode(), origins[any(7)]!);
  }
  for (let i = 0; i < 3000; i++) {
    add(PROFILES[any(12)]!, houses[any(40)]!, anyTrader(), `8703${10 + any(80)}`, origins[any(7)]!);
  }
  for (let i = 0; i < 2000; i++) add(PROFILES[any(12)]!, houses[39]!, anyTrader(), anyCode(), 'AE');
  add('OTHER', houses[1]!, 'T-A', '010121', 'DE');
  add('OTHER', houses[2]!, 'T-B', '220421', 'FR');
  // Mixed as they would come.
  return all
    .map((one) => ({ one, by: any(1_000_000) }))
    .toSorted((a, b) => a.by - b.by)
    .map(({ one }) => one);
}

it('10,000 occurrences of three mixed causes become few rows within 5 s, the true cause first', async () => {
  const national = await watch(manager, 'national');
  const district = await watch(operator, 'district:2200');
  const all = flood();
  for (let from = 0; from < all.length; from += 2500) {
    const response = await system.fetch('/api/declarations', {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: toNdjson(all.slice(from, from + 2500)),
    });
    expect(response.status).toBe(202);
  }
  await until('all are decided', async () => {
    const { rows } = await system.pool.query<{ members: number }>(
      'SELECT count(*)::int AS members FROM alarm_member',
    );
    return rows[0]!.members === all.length;
  });
  const { book } = national;
  const isManageable = () => {
    const rows = rowsOf(book);
    return rows.length <= 5 && sumOf(rows) === all.length && rows.every(({ addsUp }) => addsUp);
  };
  await until('the console has few rows that add up', isManageable, 5000);

  const rows = rowsOf(book);
  expect(rows[0]).toMatchObject({ what: 'trader T-FLOOD', urgency: ALARM_PRIORITIES.indexOf('critical') });
  expect(rows.slice(1).map(({ what }) => what)).toEqual(
    expect.arrayContaining([
      'heading 8703',
      `route AE>${houses[39]}`,
      // Urgent and of no common cause: not hidden behind others.
      `profile:OTHER@house:${houses[1]}`,
      `profile:OTHER@house:${houses[2]}`,
    ]),
  );
  expect(rows).toHaveLength(5);
  expect([national.whole(), district.whole()]).toEqual([true, true]);
  expect(Math.max(...national.messages.map(({ alarms }) => alarms.length))).toBeLessThanOrEqual(1000);

  // What is told live is what is read; in a district that is its own, and no person's name.
  for (const [{ book: told }, person, scope] of [
    [national, manager, 'national'],
    [district, operator, 'district:2200'],
  ] as const) {
    await until(
      `what ${scope} is told is what it reads`,
      async () => {
        const page = await open(person, scope);
        return isDeepStrictEqual(
          sorted([...told.rows.values(), ...told.groups.values()]),
          sorted([...page.alarms, ...page.groups]),
        );
      },
      5000,
    );
  }
  const own = [...district.book.rows.values()];
  expect(own.length).toBeGreaterThan(0);
  expect(new Set(own.map((row) => row.district))).toEqual(new Set(['2200']));
  const causes = [...district.book.groups.values()];
  expect(causes.map(({ dimension, value }) => `${dimension} ${value}`).toSorted()).toEqual([
    'heading 8703',
    `trader ${MASK}`,
  ]);
});

it('every declaration behind a common cause can be reached, within the places of the caller', async () => {
  const { groups } = await open(manager, 'national');
  const { groups: own } = await open(operator, 'district:2200');
  for (const [person, group, first] of [
    [manager, groups.find(({ dimension }) => dimension === 'route')!, 'AE'],
    [operator, own.find(({ dimension }) => dimension === 'trader')!, MASK],
  ] as const) {
    const members: AlarmGroupMember[] = [];
    let after: string | null = '';
    while (after !== null) {
      const query: string = after === '' ? '' : `?after=${after}`;
      const response = await person.fetch(`/api/alarm-groups/${group.id}/members${query}`);
      const page = (await response.json()) as AlarmGroupMemberPage;
      expect(page.group.value.startsWith(first)).toBe(true);
      members.push(...page.members);
      after = page.next;
    }
    expect(new Set(members.map(({ declarationNo }) => declarationNo)).size).toBe(group.occurrences);
    expect(new Set(members.map(({ alarmId }) => alarmId)).size).toBe(group.alarms);
  }
  const foreign = groups.find(({ dimension }) => dimension === 'route')!;
  expect((await operator.fetch(`/api/alarm-groups/${foreign.id}/members`)).status).toBe(404);
});

it('alarms that occur again and again are marked as chattering, until they do not', async () => {
  const { rows } = await system.pool.query<{ marked: number; told: number; grouped: number }>(
    `SELECT (SELECT count(*)::int FROM alarm WHERE chattering_since IS NOT NULL) AS marked,
            (SELECT count(DISTINCT alarm_id)::int FROM alarm_event WHERE action = 'chattering') AS told,
            (SELECT count(*)::int FROM alarm_event WHERE action = 'grouped')
              - (SELECT count(*)::int FROM alarm WHERE group_id IS NOT NULL) AS grouped`,
  );
  expect(rows[0]!.marked).toBeGreaterThan(0);
  expect(rows[0]).toEqual({ marked: rows[0]!.told, told: rows[0]!.told, grouped: 0 });
  const { book } = await watch(manager, 'national');
  const quiet = [...book.rows.values()].find(({ profile: code }) => code === 'OTHER')!;
  await system.pool.query(`UPDATE alarm SET chattering_since = now() - interval '1 hour' WHERE id = $1`, [
    quiet.id,
  ]);
  await until('it is told to chatter', () => book.rows.get(quiet.id)!.chattering, 5000);
  await until('it does not any more', () => !book.rows.get(quiet.id)!.chattering, 5000);
  const events = await system.pool.query('SELECT action FROM alarm_event WHERE alarm_id = $1 ORDER BY id', [
    quiet.id,
  ]);
  expect(events.rows.map(({ action }) => action)).toEqual(['raised', 'chattering-ended']);
});

it('a common cause is over with the last of its alarms', async () => {
  const { book } = await watch(manager, 'national');
  const { id } = [...book.groups.values()].find(({ dimension }) => dimension === 'route')!;
  const own = [...book.rows.values()].filter(({ group }) => group === id);
  await system.pool.query(
    `UPDATE alarm SET state = 'normal', active_state = false, acked_state = true WHERE group_id = $1`,
    [id],
  );
  await until('its alarms are gone', () => own.every((row) => !book.rows.has(row.id)), 5000);
  await until('it is closed', () => book.groups.get(id)!.closedAt !== null, 5000);
  expect((await open(manager, 'national')).groups.map((group) => group.id)).not.toContain(id);
});

it('consoles see who looks at an alarm, at this server or another, until they look away or lapse', async () => {
  const [one, other] = [await watch(manager, 'national'), await watch(operator, 'district:2200')];
  const elsewhere = await watch(manager, 'district:5300');
  const seen = new Map<Console, Record<string, PersonRef[]>>();
  for (const { socket } of [one, other, elsewhere]) {
    socket.on('alarms:looked', ({ looking }) => seen.set(socket, looking));
  }
  const here = [...other.book.rows.values()][0]!;
  const away = [...one.book.rows.values()].find(({ district }) => district !== '2200')!;
  other.socket.emit('alarms:look', { scope: 'district:2200', alarmId: here.id });
  await until('the nation sees it', () => seen.get(one.socket)?.[here.id]?.[0]?.id === operator.id);
  expect(seen.get(other.socket)).toEqual({ [here.id]: [expect.objectContaining({ id: operator.id })] });
  // What is not the district's is not looked at from there.
  other.socket.emit('alarms:look', { scope: 'district:2200', alarmId: away.id });
  await until('they look away', () => seen.get(one.socket)?.[here.id] === undefined);
  await bus.publish({
    kind: 'looking',
    from: 'another server/1',
    person: {
      id: 'p',
      name: 'Pat',
    },
    alarm: {
      id: here.id,
      place: `house:${here.customsHouse!}`,
    },
  });
  await until('both see it', () =>
    [one, other].every(({ socket }) => seen.get(socket)?.[here.id]?.[0]?.name === 'Pat'),
  );
  one.socket.emit('alarms:look', { scope: 'national', alarmId: here.id });
  await until('two look', () => seen.get(other.socket)?.[here.id]?.length === 2);
  one.socket.disconnect();
  await until('one does', () => seen.get(other.socket)?.[here.id]?.length === 1);
  expect(seen.has(elsewhere.socket)).toBe(false);
});

it('changes are told at their place and around it, to who may see them, and no longer than they may', async () => {
  const follow = async (person: TestPerson, scope: ScopeId, subjects: Change['subject'][]) => {
    const socket = await connect(person);
    const told: Change[] = [];
    const closed: unknown[] = [];
    socket.on('changes:told', ({ changes }) => told.push(...changes));
    socket.on('changes:closed', (subject) => closed.push(subject));
    return { told, closed, socket, answer: await socket.emitWithAck('changes:follow', { scope, subjects }) };
  };
  const [nation, district, house, elsewhere] = [
    await follow(manager, 'national', ['orders']),
    await follow(supervisor, 'district:2200', ['orders', 'findings']),
    await follow(supervisor, 'house:2201', ['orders']),
    await follow(supervisor, 'house:2202', ['orders']),
  ];
  for (const { answer } of [nation, district, house, elsewhere]) expect(answer).toEqual({ ok: true });
  const refused = [
    await follow(operator, 'district:2200', ['alarms', 'orders']),
    await follow(supervisor, 'national', ['orders']),
    await follow(manager, 'house:nowhere', ['orders']),
  ];
  expect(refused.map(({ answer }) => ('reason' in answer ? answer.reason : 'ok'))).toEqual([
    'not-allowed',
    'not-allowed',
    'unknown-scope',
  ]);

  const change: Change = { subject: 'orders', scope: 'house:2201', keys: ['D/1'] };
  await bus.publish({ kind: 'changes', changes: [change, { ...change, keys: ['D/2'] }] });
  await bus.publish({ kind: 'changes', changes: [{ ...change, scope: 'house:2202', keys: [] }] });
  await until('the other house is told', () => elsewhere.told.length > 0);
  const both = { ...change, keys: ['D/1', 'D/2'] };
  await until('the nation is told of both', () => nation.told.length > 1);
  for (const { told } of [nation, district]) {
    expect(told).toEqual([both, { ...change, scope: 'house:2202', keys: [] }]);
  }
  expect([house.told, elsewhere.told, refused.flatMap(({ told }) => told)]).toEqual([
    [both],
    [{ ...change, scope: 'house:2202', keys: [] }],
    [],
  ]);

  const console = await watch(supervisor, 'district:2200');
  let alarmsClosed = false;
  console.socket.on('alarms:closed', () => (alarmsClosed = true));
  await replaceAssignments(system.pool, supervisor.id, [{ role: 'operator', scope: 'house:2202' }], 'test');
  await until(
    'what is not theirs is closed',
    () => alarmsClosed && district.closed.length === 2 && house.closed.length === 1,
    10_000,
  );
  expect(house.closed).toEqual([{ scope: 'house:2201', subject: 'orders' }]);
  await bus.publish({ kind: 'changes', changes: [change] });
  await until('the nation is told', () => nation.told.length > 2);
  expect([district.told.length, house.told.length]).toEqual([2, 1]);
});
