import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErrorBody } from '../../shared/contract/intake.ts';
import type { CustomsHouse, District } from '../../shared/platform/stores/place.store.ts';
import type { TestPerson } from '../harness/people.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';

let system: TestSystem;
let nation: TestPerson;
let shanghai: TestPerson;

beforeAll(async () => {
  system = await startSystem({ backend: 'postgres', workers: 0 });
  nation = await system.person('administrator', 'national');
  shanghai = await system.person('administrator', 'district:2200');
});
afterAll(() => system?.stop());

async function placesOf(person: TestPerson): Promise<{ districts: District[]; houses: CustomsHouse[] }> {
  return (await (await person.fetch('/api/places')).json()) as never;
}

const house = async (code: string) => {
  const found = (await placesOf(nation)).houses.find((other) => other.code === code)!;
  const { code: _code, ...fields } = found;
  return fields;
};

const put = async (person: TestPerson, path: string, body: unknown) =>
  person.fetch(`/api/places/${path}`, { method: 'PUT', body: JSON.stringify(body) });

const load = async (person: TestPerson, body: unknown) => {
  const response = await person.fetch('/api/places/files', { method: 'POST', body: JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as ErrorBody };
};

describe('what is seen', () => {
  it.each([
    ['operator', 'national', 42, 350],
    ['manager', 'district:2200', 1, 20],
    ['officer', 'house:2201', 1, 1],
  ] as const)('by an %s at %s', async (role, scope, districts, houses) => {
    const seen = await placesOf(await system.person(role, scope));
    expect(seen.districts).toHaveLength(districts);
    if (scope === 'district:2200') {
      expect(new Set(seen.houses.map(({ district }) => district))).toEqual(new Set(['2200']));
    } else expect(seen.houses).toHaveLength(houses);
  });
});

describe('a house', () => {
  it('is changed by who administers it, and the change is recorded with what was before', async () => {
    const before = await house('2201');
    const after = { ...before, name: 'Pudong Airport', inspectionsPerDay: 321, inspectionsPerHour: 12 };
    expect((await put(shanghai, 'houses/2201', after)).status).toBe(204);
    expect(await house('2201')).toEqual(after);
    const { rows } = await system.pool.query(
      `SELECT actor_id, scope, detail FROM access_event WHERE action = 'place.changed' AND subject = 'house:2201'`,
    );
    expect(rows).toEqual([
      {
        actor_id: shanghai.id,
        scope: 'house:2201',
        detail: { before: { code: '2201', ...before }, after: { code: '2201', ...after } },
      },
    ]);
  });

  it('is added, and moved between districts by the nation alone', async () => {
    const fields = { ...(await house('2201')), name: 'New Harbour', nameZh: '新港海关' };
    expect((await put(shanghai, 'houses/2299', fields)).status).toBe(204);
    expect((await put(shanghai, 'houses/5398', { ...fields, district: '5300' })).status).toBe(403);
    expect((await put(shanghai, 'houses/2299', { ...fields, district: '5300' })).status).toBe(403);
    expect((await put(shanghai, 'houses/5301', { ...fields, district: '2200' })).status).toBe(403);
    expect((await house('5301')).district).toBe('5300');
    expect((await put(nation, 'houses/2299', { ...fields, district: '5300' })).status).toBe(204);
    expect((await house('2299')).district).toBe('5300');
    expect((await placesOf(shanghai)).houses.map(({ code }) => code)).not.toContain('2299');
  });

  it.each([
    [{ latitude: 91 }],
    [{ latitude: '31' }],
    [{ timeZone: 'Mars/Olympus' }],
    [{ timeZone: '+08:00' }],
    [{ inspectionsPerDay: -1 }],
    [{ inspectionsPerDay: 1.5 }],
    [{ inspectionsPerHour: -1 }],
    [{ name: '' }],
    [{ name: 'a\u0000b' }],
    [{ district: 'nowhere' }],
    [{ code: '9999' }],
    [{ constructor: {} }],
  ])('is not changed by %j', async (change) => {
    const before = await house('2202');
    expect((await put(nation, 'houses/2202', { ...before, ...change })).status).toBe(400);
    expect(await house('2202')).toEqual(before);
  });

  it.each(['a b', 'a:b', '%00', 'x'.repeat(33), '..%2Fx'])('cannot have the code %s', async (code) => {
    expect((await put(nation, `houses/${code}`, await house('2202'))).status).toBe(400);
  });
});

describe('a district', () => {
  const fields = { name: 'Test', nameZh: '测试海关', latitude: 1, longitude: 2, timeZone: 'Asia/Urumqi' };

  it('is added by the nation alone, and changed by its own administrator too', async () => {
    expect((await put(shanghai, 'districts/9800', fields)).status).toBe(403);
    expect((await put(nation, 'districts/9800', fields)).status).toBe(204);
    expect((await put(shanghai, 'districts/5300', fields)).status).toBe(403);
    expect((await put(shanghai, 'districts/2200', { ...fields, name: 'Shanghai' })).status).toBe(204);
  });
});

describe('a file', () => {
  const csv = (name: string) =>
    readFileSync(new URL(`../../data/places/${name}.csv`, import.meta.url), 'utf8');

  it('says what it would do, does it, and does nothing the second time', async () => {
    const lines = csv('houses').trimEnd().split('\n');
    const [head, first, ...rest] = lines as [string, string, ...string[]];
    const row = '0199,0100,Test Gate,测试海关,39.9,116.4,Asia/Shanghai,12,0';
    const file = {
      kind: 'houses',
      csv: [head, first.replace(/,\d+,\d+$/, ',7,0'), ...rest, row].join('\n'),
    };
    const known = (await placesOf(nation)).houses;
    const differing = lines.length - 1 - known.filter(({ code }) => code !== '2299').length;
    expect(differing).toBe(0);
    const preview = await load(nation, { ...file, preview: true });
    expect(preview).toMatchObject({ status: 200, body: { added: 1 } });
    expect((await placesOf(nation)).houses).toEqual(known);

    expect((await load(nation, file)).body).toEqual(preview.body);
    expect((await house('0101')).inspectionsPerDay).toBe(7);
    expect((await house('0199')).nameZh).toBe('测试海关');
    expect((await load(nation, file)).body).toMatchObject({ added: 0, changed: 0 });
    const { rows } = await system.pool.query(
      `SELECT detail FROM access_event WHERE action = 'places.loaded' ORDER BY id`,
    );
    expect(rows[0]!.detail).toMatchObject({ kind: 'houses', added: ['0199'] });
  });

  it('with a fault changes nothing and names every fault by line and column', async () => {
    const file = csv('districts').replace('Asia/Shanghai', 'Asia/Atlantis').replace('39.13', 'north');
    const { status, body } = await load(nation, { kind: 'districts', csv: file });
    expect(status).toBe(422);
    expect(body.error.code).toBe('faulty-file');
    expect(body.error.details).toEqual([
      { line: 2, column: 'timeZone', code: 'value-invalid', reason: expect.stringContaining('IANA') },
      { line: 3, column: 'latitude', code: 'value-invalid', reason: expect.any(String) },
    ]);
  });

  it('reaches no further than the right', async () => {
    const before = await placesOf(nation);
    expect((await load(shanghai, { kind: 'houses', csv: csv('houses') })).status).toBe(403);
    expect((await load(shanghai, { kind: 'districts', csv: csv('districts') })).status).toBe(403);
    expect(await placesOf(nation)).toEqual(before);
  });

  it('that is too large is refused', async () => {
    expect((await load(nation, { kind: 'houses', csv: 'x'.repeat(7_000_000) })).status).toBe(413);
    expect((await load(nation, { kind: 'houses', csv: 'x'.repeat(4_500_000) })).status).toBe(400);
  });
});
