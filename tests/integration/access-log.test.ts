import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessEventPage } from '../../shared/contract/access-log.ts';
import { recordAccess, type AccessEvent } from '../../shared/platform/stores/access-event.store.ts';
import type { TestPerson } from '../harness/people.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';

let system: TestSystem;
/** Administrators of the nation, of a district, of one of its houses and of another district. */
let nation: TestPerson;
let district: TestPerson;
let house: TestPerson;
let otherDistrict: TestPerson;
/** Holds a role in the district's house. */
let officer: TestPerson;
/** Holds a role in the other district. */
let stranger: TestPerson;

const MARK = 'test-mark';

beforeAll(async () => {
  system = await startSystem({ backend: 'postgres', workers: 0 });
  nation = await system.person('administrator', 'national');
  district = await system.person('administrator', 'district:2200');
  house = await system.person('administrator', 'house:2201');
  otherDistrict = await system.person('administrator', 'district:5300');
  officer = await system.person('officer', 'house:2201');
  stranger = await system.person('officer', 'house:5301');
  const by = (person: TestPerson) => ({ kind: 'person' as const, id: person.id, name: `=${person.email}` });
  const events: AccessEvent[] = [
    { by: by(nation), action: 'place.changed', subject: 'district:2200', scope: 'national' },
    { by: by(nation), action: 'place.changed', subject: 'house:2201', scope: 'district:2200' },
    { by: by(officer), action: 'persons.looked-up', subject: 'trader:A', scope: 'house:2201' },
    { by: by(stranger), action: 'persons.looked-up', subject: 'trader:AB', scope: 'house:5301' },
    { by: by(nation), action: 'rights.lent', subject: `person:${officer.id}`, scope: 'district:5300' },
    { by: by(officer), action: 'password.changed' },
    { by: by(stranger), action: 'password.changed' },
    { by: { kind: 'unknown', id: null, name: null }, action: 'session.refused', detail: { email: '=cmd' } },
  ];
  for (const event of events) {
    await recordAccess(system.pool, {
      ...event,
      address: MARK,
      detail: { ...event.detail, of: event.action },
    });
  }
});
afterAll(() => system?.stop());

async function read(who: TestPerson, query = ''): Promise<AccessEventPage> {
  const response = await who.fetch(`/api/access-events?${query}`);
  const text = await response.text();
  expect([query, response.status, text]).toEqual([query, 200, text]);
  return JSON.parse(text) as AccessEventPage;
}
/** The events of this test that someone sees, the oldest first. */
async function seen(who: TestPerson, query = ''): Promise<string[]> {
  const { events } = await read(who, query);
  return events
    .filter(({ address }) => address === MARK)
    .map(({ action, scope }) => (scope === null ? action : `${action} ${scope}`))
    .toReversed();
}

describe('the access log', () => {
  it('shows the nation everything', async () => {
    expect(await seen(nation)).toEqual([
      'place.changed national',
      'place.changed district:2200',
      'persons.looked-up house:2201',
      'persons.looked-up house:5301',
      'rights.lent district:5300',
      'password.changed',
      'password.changed',
      'session.refused',
    ]);
  });

  it('shows a district what happened at its places and to its people', async () => {
    expect(await seen(district)).toEqual([
      'place.changed district:2200',
      'persons.looked-up house:2201',
      'rights.lent district:5300',
      'password.changed',
    ]);
    const { events } = await read(district);
    expect(events.find(({ action }) => action === 'password.changed')?.actor.id).toBe(officer.id);
    expect(await seen(house)).toEqual([
      'persons.looked-up house:2201',
      'rights.lent district:5300',
      'password.changed',
    ]);
    expect(await seen(otherDistrict)).toEqual([
      'persons.looked-up house:5301',
      'rights.lent district:5300',
      'password.changed',
    ]);
  });

  it.each([
    ['action=persons.looked-up', ['persons.looked-up house:2201', 'persons.looked-up house:5301']],
    ['subject=trader:A', ['persons.looked-up house:2201']],
    ['subject=trader:', ['persons.looked-up house:2201', 'persons.looked-up house:5301']],
    ['scope=district:2200', ['place.changed district:2200', 'persons.looked-up house:2201']],
    ['scope=house:5301', ['persons.looked-up house:5301']],
    ['scope=district:5300&action=rights.lent', ['rights.lent district:5300']],
    ['from=2000-01-01T00:00:00Z&to=2000-01-02T00:00:00Z', []],
  ])('filtered by %s shows %j', async (query, expected) => {
    expect(await seen(nation, query)).toEqual(expected);
  });

  it('is filtered by who did it, by id or by a part of the name', async () => {
    const own = ['persons.looked-up house:2201', 'password.changed'];
    expect(await seen(nation, `actor=${officer.id}`)).toEqual(own);
    expect(await seen(nation, `actor=${encodeURIComponent(officer.email.toUpperCase())}`)).toEqual(own);
    expect(await seen(district, `actor=${stranger.id}`)).toEqual([]);
    expect(await seen(otherDistrict, 'scope=district:2200')).toEqual([]);
  });

  it('gives every event once, page by page, while others are recorded', async () => {
    const all = (await read(nation, 'limit=100')).events.map(({ id }) => id);
    const ids: string[] = [];
    let query = 'limit=3';
    for (;;) {
      const { events, next } = await read(nation, query);
      ids.push(...events.map(({ id }) => id));
      await recordAccess(system.pool, {
        by: { kind: 'system', id: null, name: null },
        action: 'places.loaded',
      });
      if (next === null) break;
      query = `limit=3&cursor=${next}`;
    }
    expect(ids).toEqual(all);
  });

  it('is refused to who may not read it', async () => {
    for (const path of ['/api/access-events', '/api/access-events.csv']) {
      expect((await officer.fetch(path)).status).toBe(403);
      expect((await system.fetch(path)).status).toBe(403);
      expect((await fetch(system.url + path)).status).toBe(401);
    }
  });

  it.each([
    'action=everything',
    'scope=moon',
    'scope=house:9999x',
    'actor=%00',
    `subject=${'x'.repeat(201)}`,
    'from=yesterday',
    'limit=0',
    'cursor=x',
    'other=1',
    'actor=a&actor=b',
  ])('refuses %s', async (query) => {
    expect((await nation.fetch(`/api/access-events?${query}`)).status).toBe(400);
  });

  it.each(['%', '_', "' OR 1=1 --", '.*', '\\'])('takes %j for no pattern', async (text) => {
    for (const field of ['actor', 'subject']) {
      const { events } = await read(nation, `${field}=${encodeURIComponent(text)}`);
      expect(events.filter(({ actor }) => !actor.name?.includes(text))).toEqual([]);
    }
  });

  it('is exported as a CSV file, as far as the places reach, and cannot be made to run anything', async () => {
    const response = await district.fetch('/api/access-events.csv?action=persons.looked-up');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="access-log.csv"');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const rows = parse(await response.text(), { bom: true, columns: true }) as Record<string, string>[];
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      action: 'persons.looked-up',
      subject: 'trader:A',
      scope: 'house:2201',
      actor_name: `'=${officer.email}`,
      detail: '{"of":"persons.looked-up"}',
    });
  });
});
