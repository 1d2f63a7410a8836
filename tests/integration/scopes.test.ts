import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROLES } from '../../shared/domain/access/role.ts';
import { contains, partsOf, type ScopeId } from '../../shared/domain/access/scope.ts';
import { inTransaction } from '../../shared/platform/db/pool.ts';
import { raiseAlarms } from '../../shared/platform/stores/alarm.store.ts';
import { declaredRoutes, needOf } from '../../server/http/declared-routes.test-kit.ts';
import { displayCookie } from '../harness/callers.ts';
import { declarationWith, toNdjson } from '../harness/declarations.ts';
import type { TestPerson } from '../harness/people.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';
import { until } from '../harness/until.ts';

/**
 * Every list and every detail, asked for as every scope: nothing of another place is in any answer. Things are made at
 * four houses of two districts, each with a name that tells where it belongs.
 */
const HOUSES = ['2201', '2202', '5301', '5302'];
const SCOPES: readonly ScopeId[] = ['national', 'district:2200', 'district:5300', 'house:2201', 'house:5301'];
const districtOf = (house: string) => (HOUSES.includes(house) ? `${house.slice(0, 2)}00` : undefined);

let system: TestSystem;
/** At each scope somebody with every role there is. */
const people = new Map<ScopeId, TestPerson>();
/** What there is at each house: ids and names that appear nowhere else. */
const things = new Map<string, Record<string, string>>();

/** Id of an attachment of each house's order. */
const attachments = new Map<string, string>();

beforeAll(async () => {
  system = await startSystem({ backend: 'postgres', workers: 1 });
  for (const scope of SCOPES) {
    const held = ROLES.filter((role) => role !== 'officer' || scope.startsWith('house:'));
    people.set(scope, await system.people(held.map((role) => ({ role, scope }))));
  }
  const nation = people.get('national')!;
  // Ids that nothing else in an answer can hold.
  await system.pool.query(`SELECT setval(pg_get_serial_sequence('alarm', 'id'), 770000000000000),
    setval(pg_get_serial_sequence('alarm_group', 'id'), 880000000000000)`);
  for (const house of HOUSES) {
    const scope: ScopeId = `house:${house}`;
    const person = await system.person('operator', scope);
    await displayCookie(system, scope);
    await system.pool.query(`UPDATE display SET name = 'Display of ' || $1 WHERE scope = $2`, [house, scope]);
    await system.pool.query(`UPDATE auth."user" SET name = 'Person of ' || $1 WHERE id = $2`, [
      house,
      person.id,
    ]);
    const made = await nation.fetch('/api/lodging-systems', {
      method: 'POST',
      body: JSON.stringify({
        name: `System of ${house}`,
        scope,
        rights: ['declarations.lodge'],
        declarationsPerMinute: null,
        days: 30,
      }),
    });
    if (made.status !== 201) throw new Error(await made.text());
    await nation.fetch('/api/profiles', {
      method: 'POST',
      body: JSON.stringify({
        code: `PROFILE-${house}`,
        level: 'house',
        scope: house,
        content: {
          title: `Profile of ${house}`,
          when: { field: 'direction', op: 'exists' },
          channel: 'none',
          mandatory: false,
          score: 0,
        },
      }),
    });
    await nation.fetch('/api/reference-lists', {
      method: 'POST',
      body: JSON.stringify({
        name: `LIST-${house}`,
        level: 'house',
        scope: house,
        content: { entries: [{ value: `Entry of ${house}` }] },
      }),
    });
    const { rows } = await system.pool.query<{ display: string; lodging: string }>(
      `SELECT (SELECT id::text FROM display WHERE scope = $1) AS display,
              (SELECT id::text FROM lodging_system WHERE scope = $1) AS lodging`,
      [scope],
    );
    const now = new Date();
    const cause = `raised-at:${house}`;
    const occurrence = {
      cause,
      type: 'profile-hit' as const,
      priority: 'low' as const,
      title: `Alarm of ${house}`,
      profileCode: `PROFILE-${house}`,
      district: districtOf(house)!,
      customsHouse: house,
      occurrences: 1,
      firstAt: now,
      lastAt: now,
    };
    const raised = await inTransaction(system.pool, (client) => raiseAlarms(client, [occurrence], null));
    const alarm = raised.get(cause)!.id;
    const grouped = await system.pool.query<{ id: string }>(
      `WITH made AS (INSERT INTO alarm_group (dimension, value, opened_at) VALUES ('profile', $1, now()) RETURNING id)
       UPDATE alarm a SET group_id = made.id FROM made WHERE a.id = $2 RETURNING made.id`,
      [`Cause of ${house}`, alarm],
    );
    things.set(house, {
      alarm,
      alarmGroup: grouped.rows[0]!.id,
      declarationNo: `ONLY-${house}`,
      trader: `TRADER-${house}`,
      person: person.id,
      display: rows[0]!.display,
      lodgingSystem: rows[0]!.lodging,
      profile: `PROFILE-${house}`,
      list: `LIST-${house}`,
    });
  }
  const lodged = await system.fetch('/api/declarations', {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: toNdjson(
      HOUSES.map((house) =>
        declarationWith({
          declarationNo: `ONLY-${house}`,
          customsHouse: house,
          trader: { id: `TRADER-${house}`, name: `Trader of ${house}` },
        }),
      ),
    ),
  });
  if (lodged.status !== 202) throw new Error(await lodged.text());
  await until('they are decided', async () => {
    const { rows } = await system.pool.query('SELECT 1 FROM channel_decision');
    return rows.length === HOUSES.length;
  });
  await seizeEverywhere();
  await handOverEverywhere();
});
afterAll(() => system?.stop());

/** Gives each declaration a control order with an attachment, and a finding with a seizure. */
async function seizeEverywhere(): Promise<void> {
  await system.pool.query(
    `INSERT INTO control_order (received_at, declaration_no, version, customs_house, channel, score, state, instructions)
       SELECT received_at, declaration_no, version, customs_house, 'red', 1, 'open', '[]' FROM declaration
       ON CONFLICT DO NOTHING;
     INSERT INTO finding (declaration_no, version, received_at, customs_house, trader_id, channel, drawn, hits,
         found_at, recorded_by, result, discrepancies)
       SELECT declaration_no, version, received_at, customs_house, trader_id, 'red', false, '{}', now(), 'test',
              'discrepancy', '[{"kind": "other"}]' FROM declaration;
     INSERT INTO seizure (finding_id, received_at, declaration_no, version, customs_house, found_at, kind, goods,
         quantity, unit, profiles)
       SELECT id, received_at, declaration_no, version, customs_house, found_at, 'other', 'Seized at ' || customs_house,
              1, 'kg', '{}' FROM finding;
     INSERT INTO attachment_content VALUES ('test', 'x')`,
  );
  const { rows } = await system.pool.query<{ id: string; house: string }>(
    `INSERT INTO order_attachment (received_at, declaration_no, version, customs_house, sha256, name, type, size,
         actor_id, actor_name)
       SELECT received_at, declaration_no, version, customs_house, 'test', 'x.png', 'image/png', 1, 'p', 'P'
       FROM declaration RETURNING id, customs_house AS house`,
  );
  for (const { id, house } of rows) attachments.set(house, id);
}

/** Gives each house a shift that goes on, and one that was handed over with a report. */
async function handOverEverywhere(): Promise<void> {
  await system.pool.query(`SELECT setval(pg_get_serial_sequence('shift', 'id'), 780000000000000)`);
  for (const house of HOUSES) {
    const { rows } = await system.pool.query<{ held: string; over: string }>(
      `WITH over AS (
         INSERT INTO shift (scope, state, person_id, person_name, started_at, ended_at)
         VALUES ('house:' || $1, 'handed-over', 'p', 'Before at ' || $1, now(), now()) RETURNING id, scope
       ), held AS (
         INSERT INTO shift (scope, state, person_id, person_name, started_at)
         VALUES ('house:' || $1, 'held', 'p', 'Shift of ' || $1, now()) RETURNING id
       ), report AS (
         INSERT INTO shift_report
         SELECT id, scope, jsonb_build_object('notes', 'Report of ' || $1, 'holder', '{}'::jsonb, 'position', null,
                                              'signature', '{"person": {}}'::jsonb),
                'p', now(), 'q', now(), convert_to('Report of ' || $1, 'UTF8'), 'x' FROM over
       )
       SELECT held.id AS held, over.id AS over FROM held, over`,
      [house],
    );
    Object.assign(things.get(house)!, { shift: rows[0]!.held, shiftReport: rows[0]!.over });
  }
}

/** Names and ids that belong to a house and to nothing else. */
const marksOf = (house: string): string[] => [
  ...Object.values(things.get(house)!),
  `Display of ${house}`,
  `Person of ${house}`,
  `System of ${house}`,
  `Profile of ${house}`,
  `Entry of ${house}`,
  `Alarm of ${house}`,
  `Cause of ${house}`,
  `Seized at ${house}`,
  `Shift of ${house}`,
  `Report of ${house}`,
];

const seenBy = (scope: ScopeId, house: string) => contains(scope, `house:${house}`, districtOf);

/** The thing of a house that a route's parameter names. */
const DETAILS: Record<string, string> = {
  '/api/people/:id': 'person',
  '/api/declarations/*declarationNo': 'declarationNo',
  '/api/declarations/*declarationNo/explanation': 'declarationNo',
  '/api/orders/*declarationNo': 'declarationNo',
  '/api/orders/*declarationNo/attachments/:id': 'declarationNo',
  '/api/traders/*traderId': 'trader',
  '/api/alarms/:id': 'alarm',
  '/api/alarms/:id/members': 'alarm',
  '/api/alarm-groups/:id/members': 'alarmGroup',
  '/api/shifts/:id/preview': 'shift',
  '/api/shift-reports/:id': 'shiftReport',
  '/api/shift-reports/:id/pdf': 'shiftReport',
  '/api/profiles/:code': 'profile',
  '/api/profiles/:code/performance': 'profile',
  '/api/profiles/:code/versions/:version': 'profile',
  '/api/profiles/:code/versions/:version/difference': 'profile',
  '/api/reference-lists/:name': 'list',
  '/api/reference-lists/:name/versions/:version': 'list',
  '/api/reference-lists/:name/versions/:version/difference': 'list',
  '/api/reference-lists/:name/versions/:version/entries': 'list',
};

/** Answers that are the nation's alone, and hold no places' things: only the nation is let through. */
const NATIONAL = [
  '/metrics',
  '/api/loans',
  '/api/retention',
  '/api/webhooks',
  '/api/webhooks/:id/deliveries',
  '/api/ruleset',
  '/api/ruleset/imports',
  '/api/ruleset/imports/:id',
];

/** Lists, and how to ask for as much of them as there is. */
const LISTS: Record<string, string> = {
  '/api/people': '',
  '/api/displays': '',
  '/api/places': '',
  '/api/places/districts.csv': '',
  '/api/places/houses.csv': '',
  '/api/declarations': '',
  '/api/declarations.csv': '',
  '/api/access-events': '',
  '/api/access-events.csv': '',
  '/api/audit-events': '',
  '/api/audit-chain': '',
  '/api/lodging-systems': '',
  '/api/alarms': '',
  '/api/profiles': '',
  '/api/reference-lists': '',
  '/api/parameters': '',
  '/api/parameters/versions/:version': '',
  '/api/parameters/versions/:version/difference': '?from=1',
  '/api/completions': '?field=customsHouse',
  '/api/orders': '',
  '/api/order-performance': '',
  '/api/seizures': '?by=house',
  '/api/seizures.csv': '',
  '/api/seizures.pdf': '',
};

/** What is asked of one place, and refused for another. */
const OF_ONE_PLACE = [
  '/api/channel-counts',
  '/api/flow-expectation',
  '/api/alarms/assignees',
  '/api/on-duty',
  '/api/alarm-kpis',
  '/api/alarm-kpis.csv',
  '/api/shifts',
  '/api/shift-reports',
  // Of one customs house: tried in orders.test.ts.
  '/api/order-workload',
  '/api/shift-calendars/:scope',
  '/api/escalation-policies/:scope',
];

const reading = declaredRoutes().filter(
  (route) =>
    route.method === 'get' && needOf(route).startsWith('right ') && !OF_ONE_PLACE.includes(route.path),
);

it('every list and every detail is tried here', () => {
  const tried = new Set([...Object.keys(DETAILS), ...Object.keys(LISTS), ...NATIONAL]);
  expect(reading.map(({ path }) => path).filter((path) => !tried.has(path))).toEqual([]);
});

describe.each(SCOPES)('as %s', (scope) => {
  it.each(Object.entries(LISTS))('%s lists nothing of another place', async (path, query) => {
    const response = await people.get(scope)!.fetch(path.replace(':version', '1') + query);
    expect(response.status).toBe(200);
    const text = await response.text();
    for (const house of HOUSES) {
      if (seenBy(scope, house)) continue;
      for (const mark of marksOf(house)) expect([mark, text.includes(mark)]).toEqual([mark, false]);
    }
  });

  it.each([
    ['/api/people', 'Person of '],
    ['/api/displays', 'Display of '],
    ['/api/lodging-systems', 'System of '],
    ['/api/declarations', 'ONLY-'],
    ['/api/alarms', 'Alarm of '],
    ['/api/declarations.csv', 'ONLY-'],
    ['/api/orders', 'ONLY-'],
    ['/api/seizures', 'Seized at '],
    ['/api/seizures.csv', 'Seized at '],
    ['/api/profiles', 'PROFILE-'],
    ['/api/reference-lists', 'LIST-'],
  ])('%s lists all of its own', async (path, mark) => {
    const text = await (await people.get(scope)!.fetch(path)).text();
    for (const house of HOUSES) {
      expect([house, text.includes(mark + house)]).toEqual([house, seenBy(scope, house)]);
    }
  });

  it.each(Object.entries(DETAILS))('%s shows its own and no other', async (path, kind) => {
    for (const house of HOUSES) {
      const address = path
        .replace(/[:*]\w+/, encodeURIComponent(things.get(house)![kind]!))
        .replace(':version', '1')
        .replace(':id', attachments.get(house)!);
      const asked = path.endsWith('/difference') ? '?from=1' : path.endsWith('/preview') ? '?locale=en' : '';
      for (const query of [asked, '?persons=shown']) {
        if (query === '?persons=shown' && kind !== 'declarationNo') continue;
        const response = await people.get(scope)!.fetch(address + query);
        const text = await response.text();
        expect([house, query, response.status]).toEqual([house, query, seenBy(scope, house) ? 200 : 404]);
        if (response.status === 404) expect(text).not.toContain(`of ${house}`);
      }
    }
  });

  it.each([
    'channel-counts?scope=',
    'flow-expectation?scope=',
    'alarms/assignees?scope=',
    'on-duty?scope=',
    `alarm-kpis?from=${new Date(Date.now() - 3_600_000).toISOString()}&scope=`,
    `alarm-kpis.csv?from=${new Date(Date.now() - 3_600_000).toISOString()}&scope=`,
    'shifts?scope=',
    'shift-reports?scope=',
    'shift-calendars/',
    'escalation-policies/',
    'declarations?scope=',
    'alarms?scope=',
    'orders?scope=',
    'seizures?scope=',
  ])('%s another place is refused or empty', async (path) => {
    for (const asked of SCOPES) {
      const response = await people.get(scope)!.fetch(`/api/${path}${asked}`);
      const text = await response.text();
      if (OF_ONE_PLACE.some((one) => one.replace(':scope', '') === `/api/${path.split('?')[0]}`)) {
        expect([asked, response.status]).toEqual([asked, contains(scope, asked, districtOf) ? 200 : 403]);
      }
      for (const house of HOUSES) {
        if (seenBy(scope, house)) continue;
        expect(text).not.toContain(`ONLY-${house}`);
        expect(text).not.toContain(`Alarm of ${house}`);
        expect(text).not.toContain(`Shift of ${house}`);
      }
    }
  });

  it.each(NATIONAL.filter((path) => reading.some((route) => route.path === path)))(
    '%s is the nation’s',
    async (path) => {
      const address = path.replace(':id', '00000000-0000-0000-0000-000000000000');
      const { status } = await people.get(scope)!.fetch(address);
      if (scope === 'national') expect([200, 404]).toContain(status);
      else expect(status).toBe(403);
    },
  );

  it('changes nothing of another place', async () => {
    const person = people.get(scope)!;
    const before = await snapshot();
    for (const house of HOUSES) {
      if (seenBy(scope, house)) continue;
      const { alarm, person: id, display, lodgingSystem, profile, list, shift } = things.get(house)!;
      const place = { name: 'X', nameZh: 'X', latitude: 0, longitude: 0, timeZone: 'UTC' };
      const attempts: [method: string, path: string, body?: unknown][] = [
        ['PATCH', `/api/people/${id}`, { name: 'Taken over' }],
        ['PUT', `/api/people/${id}/assignments`, { assignments: [{ role: 'operator', scope }] }],
        ['POST', `/api/people/${id}/link`, { purpose: 'reset' }],
        ['POST', `/api/people/${id}/disable`, {}],
        ['DELETE', `/api/people/${id}/sessions`],
        ['DELETE', `/api/people/${id}/second-factor`],
        ['POST', '/api/people', newPerson(`house:${house}`)],
        ['POST', '/api/people', newPerson(districtScope(house))],
        ['PATCH', `/api/displays/${display}`, { name: 'Taken over' }],
        ['PATCH', `/api/displays/${display}`, { scope }],
        ['DELETE', `/api/displays/${display}`],
        ['PATCH', `/api/lodging-systems/${lodgingSystem}`, { name: 'Taken over' }],
        ['PATCH', `/api/lodging-systems/${lodgingSystem}`, { disabled: true }],
        ['POST', `/api/lodging-systems/${lodgingSystem}/keys`, { days: 1, overlapHours: 0 }],
        ['DELETE', `/api/lodging-systems/${lodgingSystem}/keys/x`],
        [
          'PUT',
          `/api/places/houses/${house}`,
          { ...place, district: districtOf(house), inspectionsPerDay: 0 },
        ],
        ['PUT', `/api/places/districts/${districtOf(house)}`, place],
        ...[`profiles/${profile}`, `reference-lists/${list}`].flatMap(
          (path): [string, string, unknown?][] => [
            ['POST', `/api/${path}/versions`, {}],
            ['PUT', `/api/${path}/versions/1`, { revision: 1, content: {} }],
            ['DELETE', `/api/${path}/versions/1?revision=1`],
            ['POST', `/api/${path}/versions/1/steps`, { step: 'submit', revision: 1 }],
          ],
        ),
        ['PATCH', `/api/reference-lists/${list}/versions/1/entries`, { revision: 1, add: [] }],
        ['POST', `/api/alarms/${alarm}/comments`, { comment: 'Taken over' }],
        ['POST', '/api/shifts', { scope: `house:${house}`, positionId: null }],
        ['POST', `/api/shifts/${shift}/take-over`, { reason: 'Taken over' }],
        ['POST', `/api/shifts/${shift}/offer`, { personId: id, notes: '', locale: 'en' }],
        ['POST', `/api/shifts/${shift}/withdrawal`],
        ['POST', `/api/shifts/${shift}/signature`, { preparedAt: 0, remarks: '' }],
        [
          'POST',
          '/api/console-positions',
          { scope: `house:${house}`, name: 'X', nameZh: '', kinds: ['flow'] },
        ],
        [
          'POST',
          '/api/channel-changes',
          { declarations: [{ declarationNo: `ONLY-${house}` }], to: 'red', reason: 'Taken over' },
        ],
      ];
      for (const [method, path, body] of attempts) {
        const response = await person.fetch(path, {
          method,
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        expect([method, path, response.status]).toSatisfy(
          ([, , status]: [string, string, number]) => status >= 400 && status < 500,
        );
        await response.body?.cancel();
      }
      // Of many alarms each is refused by itself.
      const named = { alarms: [{ id: alarm, annunciation: 1 }], reason: 'Taken over' };
      const { reason: comment, ...seen } = named;
      const deeds: [path: string, body: object][] = [
        ...['acknowledgements', 'resolutions'].map((path): [string, object] => [path, { ...seen, comment }]),
        ...['unshelvings', 'removals', 'quarantines', 'returns'].map((path): [string, object] => [
          path,
          named,
        ]),
        ['shelvings', { ...named, minutes: 5 }],
        ['assignments', { alarms: [{ id: alarm, assignedTo: null }], personId: null, comment }],
      ];
      for (const [path, body] of deeds) {
        const response = await person.fetch(`/api/alarms/${path}`, {
          method: 'POST',
          body: JSON.stringify(body),
        });
        expect([path, await response.json()]).toEqual([
          path,
          { alarms: [], refused: [{ id: alarm, reason: 'unknown', last: null, alarm: null }] },
        ]);
      }
    }
    expect(await snapshot()).toEqual(before);
  });
});

const districtScope = (house: string): ScopeId => `district:${districtOf(house)!}`;

const newPerson = (scope: ScopeId) => ({
  name: 'Smuggled in',
  email: `smuggled-${partsOf(scope).code}@test.example`,
  locale: 'en',
  assignments: [{ role: 'operator', scope }],
});

/** All that the attempts above would change. */
async function snapshot(): Promise<unknown> {
  const { rows } = await system.pool.query(
    `SELECT (SELECT json_agg((id, name, email, "disabledAt") ORDER BY id) FROM auth."user") AS people,
            (SELECT json_agg((person_id, role, scope) ORDER BY id) FROM assignment) AS assignments,
            (SELECT json_agg((id, name, scope, revoked_at) ORDER BY id) FROM display) AS displays,
            (SELECT json_agg((id, name, scope, disabled_at) ORDER BY id) FROM lodging_system) AS systems,
            (SELECT json_agg((id, version) ORDER BY id) FROM alarm WHERE cause LIKE 'raised-at:%') AS alarms,
            (SELECT json_agg((id, state) ORDER BY id) FROM shift) AS shifts,
            (SELECT count(*) FROM console_position) AS positions,
            (SELECT count(*) FROM auth.apikey) AS keys, (SELECT count(*) FROM invitation) AS links,
            (SELECT json_agg((code, version, state, revision) ORDER BY kind, code) FROM ruleset_part_version) AS parts,
            (SELECT json_agg(customs_house ORDER BY code) FROM customs_house) AS houses,
            (SELECT json_agg(district ORDER BY code) FROM district) AS districts,
            (SELECT json_agg((declaration_no, rerouted_to) ORDER BY declaration_no) FROM channel_decision) AS channels`,
  );
  return rows[0];
}
