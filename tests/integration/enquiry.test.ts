import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeclarationPage, DeclarationView, TraderView } from '../../shared/contract/enquiry.ts';
import { ENQUIRY_RULESET, lodgeAndDecide, namedDeclaration, SECRETS } from '../harness/enquiry.ts';
import type { TestPerson } from '../harness/people.ts';
import { freePort } from '../harness/provision.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';
import { tamper } from '../harness/tamper.ts';
import { until } from '../harness/until.ts';

let system: TestSystem;
/** Of the processes that are started next. */
const env: Record<string, string> = {};
/** Of the nation, of the district and the house of some of the declarations, and of another district and house. */
let nation: TestPerson;
let district: TestPerson;
let otherDistrict: TestPerson;
let house: TestPerson;
let otherHouse: TestPerson;
/** Sees declarations and no persons. */
let supervisor: TestPerson;

beforeAll(async () => {
  system = await startSystem({ backend: 'postgres', workers: 1, ruleset: ENQUIRY_RULESET, env });
  const at = (customsHouse: string, declarationNo: string, paymentTerms: string) =>
    namedDeclaration({ declarationNo, customsHouse, paymentTerms });
  // One after another, so that their order is known.
  await lodgeAndDecide(system, [at('2201', 'OWN-RED', 'RED')]);
  await lodgeAndDecide(system, [at('2201', 'OWN-ORANGE', 'ORANGE')]);
  await lodgeAndDecide(system, [at('5301', 'FAR-RED', 'RED')]);
  await lodgeAndDecide(system, [
    at('2201', 'OWN-GREEN', 'NONE'),
    at('2201', 'OWN-SHADOW', 'SHADOW'),
    { ...at('2201', 'OWN/A.1', 'NONE'), trader: { id: 'T-OTHER', name: 'Other Trading' } },
    at('5301', 'FAR-GREEN', 'NONE'),
  ]);
  nation = await system.person('manager', 'national');
  district = await system.person('manager', 'district:2200');
  otherDistrict = await system.person('manager', 'district:5300');
  house = await system.person('officer', 'house:2201');
  otherHouse = await system.person('officer', 'house:2202');
  supervisor = await system.person('supervisor', 'national');
});
afterAll(() => system?.stop());

async function search(who: Pick<TestPerson, 'fetch'>, query = ''): Promise<DeclarationPage> {
  const response = await who.fetch(`/api/declarations?${query}`);
  const text = await response.text();
  expect([query, response.status, text]).toEqual([query, 200, text]);
  return JSON.parse(text) as DeclarationPage;
}
const numbers = ({ declarations }: DeclarationPage) =>
  declarations.map((row) => row.declarationNo).toSorted();
const find = async (who: Pick<TestPerson, 'fetch'>, query = '') => numbers(await search(who, query));
const show = (who: Pick<TestPerson, 'fetch'>, declarationNo: string, query = '') =>
  who.fetch(`/api/declarations/${declarationNo}${query}`);

/** Look-ups in the log since `after`, as `[actor, subject, scope, via, declarationNo]`. */
async function lookUps(after: string) {
  const { rows } = await system.pool.query<{ found: string[] }>(
    `SELECT json_build_array(actor_name, subject, scope, detail ->> 'via', detail ->> 'declarationNo') AS found
     FROM access_event WHERE action = 'persons.looked-up' AND id > $1 ORDER BY id`,
    [after],
  );
  return rows.map((row) => row.found);
}
async function lastEvent(): Promise<string> {
  const { rows } = await system.pool.query<{ id: string }>(
    'SELECT coalesce(max(id), 0) AS id FROM access_event',
  );
  return rows[0]!.id;
}

describe('a search', () => {
  it.each([
    ['number=OWN-', ['OWN-GREEN', 'OWN-ORANGE', 'OWN-RED', 'OWN-SHADOW']],
    ['number=OWN/A.1', ['OWN/A.1']],
    ['number=own-', []],
    ['channel=red', ['FAR-RED', 'OWN-RED']],
    ['channel=orange&scope=house:2201', ['OWN-ORANGE']],
    ['profile=INSPECT-1', ['FAR-RED', 'OWN-RED']],
    ['profile=SHADOW-1', ['OWN-SHADOW']],
    ['profile=PAPERS-1&channel=red&scope=district:2200', ['OWN-RED']],
    ['trader=T-OTHER', ['OWN/A.1']],
    ['trader=T-HARBOUR&profile=PAPERS-1&scope=house:2201', ['OWN-ORANGE', 'OWN-RED']],
    ['trader=T-HARB', []],
    ['scope=district:5300', ['FAR-GREEN', 'FAR-RED']],
    ['scope=house:2202', []],
    ['from=2000-01-01T00:00:00Z&to=2000-01-02T00:00:00Z', []],
    ['from=2026-01-01T08:00:00%2B08:00&number=FAR-RED', ['FAR-RED']],
  ])('for %s finds %j', async (query, expected) => {
    expect(await find(nation, query)).toEqual(expected.toSorted());
  });

  it('tells what one must know to choose, and no person', async () => {
    const page = await search(nation, 'number=OWN-RED');
    expect(page).toMatchObject({
      next: null,
      declarations: [
        {
          declarationNo: 'OWN-RED',
          version: 1,
          amended: false,
          customsHouse: '2201',
          direction: 'import',
          channel: 'red',
          score: 70,
          itemCount: 1,
          totalValue: 30_000,
          currency: 'CNY',
          hsCode: '847130',
          hits: [{ profile: 'INSPECT-1', titleZh: '查验指定商品', shadow: false }, { profile: 'PAPERS-1' }],
        },
      ],
    });
    const text = JSON.stringify(page);
    for (const secret of SECRETS) expect(text).not.toContain(secret);
  });

  it('says from when on it looked where it had to choose that itself', async () => {
    expect((await search(nation, 'channel=red')).searchedFrom).toMatch(/^\d{4}-/);
    expect((await search(nation, 'scope=house:2201')).searchedFrom).toBeNull();
  });

  it('gives every declaration once, page by page, while others come in', async () => {
    const before = await find(nation, 'number=OWN-');
    const seen: string[] = [];
    let query = 'number=OWN-&limit=1';
    for (let page = 0; ; page++) {
      const { declarations, next } = await search(nation, query);
      expect(declarations).toHaveLength(1);
      seen.push(declarations[0]!.declarationNo);
      if (page === 0) {
        await lodgeAndDecide(system, [namedDeclaration({ declarationNo: 'OWN-LATE', customsHouse: '2201' })]);
      }
      if (next === null) break;
      query = `number=OWN-&limit=1&cursor=${next}`;
    }
    expect(seen.toSorted()).toEqual(before);
    // Newest first: of one batch by their numbers.
    expect(seen.slice(-2)).toEqual(['OWN-ORANGE', 'OWN-RED']);
    expect(await find(nation, 'number=OWN-LATE')).toEqual(['OWN-LATE']);
  });

  it('marks a version that a later one amends', async () => {
    const amended = { declarationNo: 'AMEND-1', customsHouse: '2201' };
    await lodgeAndDecide(system, [namedDeclaration(amended)]);
    await lodgeAndDecide(system, [namedDeclaration({ ...amended, paymentTerms: 'RED' })]);
    const { declarations } = await search(nation, 'number=AMEND-1');
    expect(declarations.map(({ version, channel, amended: was }) => [version, channel, was])).toEqual([
      [2, 'red', false],
      [1, 'green', true],
    ]);
  });
});

describe('places', () => {
  it.each<[string, () => TestPerson, boolean, boolean]>([
    ['the nation', () => nation, true, true],
    ['the district', () => district, true, false],
    ['another district', () => otherDistrict, false, true],
    ['the house', () => house, true, false],
    ['another house', () => otherHouse, false, false],
  ])('%s sees its own in every list, detail, export and trader', async (_name, who, own, far) => {
    const person = who();
    const [ownRed, farRed] = [own ? ['OWN-RED'] : [], far ? ['FAR-RED'] : []];
    const reds = [...farRed, ...ownRed];
    expect(await find(person, 'profile=INSPECT-1&number=OWN-RED')).toEqual(ownRed);
    expect(await find(person, 'number=FAR-RED')).toEqual(farRed);
    expect((await find(person, 'scope=house:2201')).includes('OWN-RED')).toBe(own);
    expect((await find(person, 'scope=national')).includes('FAR-RED')).toBe(far);
    expect((await find(person, 'trader=T-HARBOUR&channel=red')).filter((no) => no.endsWith('-RED'))).toEqual(
      reds,
    );
    expect((await show(person, 'OWN-RED', '?persons=shown')).status).toBe(own ? 200 : 404);
    expect((await show(person, 'FAR-RED')).status).toBe(far ? 200 : 404);
    const csv = await (await person.fetch('/api/declarations.csv')).text();
    expect([csv.includes('OWN-RED'), csv.includes('FAR-RED')]).toEqual([own, far]);
    const trader = await person.fetch('/api/traders/T-HARBOUR');
    expect(trader.status).toBe(own || far ? 200 : 404);
    if (trader.status === 200) {
      const view = (await trader.json()) as TraderView;
      const shown = new Set(view.declarations.map((row) => row.declarationNo));
      expect([shown.has('OWN-RED'), shown.has('FAR-RED')]).toEqual([own, far]);
    }
  });

  it('refuses who has no right to see declarations or to look persons up', async () => {
    const administrator = await system.person('administrator', 'national');
    for (const path of ['/api/declarations', '/api/declarations.csv', '/api/declarations/OWN-RED']) {
      expect((await administrator.fetch(path)).status).toBe(403);
    }
    expect((await supervisor.fetch('/api/traders/T-HARBOUR')).status).toBe(403);
    expect((await supervisor.fetch('/api/declarations?trader=T-HARBOUR')).status).toBe(403);
    expect((await supervisor.fetch('/api/declarations.csv?trader=T-HARBOUR')).status).toBe(403);
  });
});

describe('persons', () => {
  it('are masked everywhere in an answer unless they are asked for', async () => {
    for (const [who, query] of [
      [nation, ''],
      [nation, '?persons=masked'],
      [supervisor, ''],
      [supervisor, '?persons=shown'],
    ] as const) {
      const before = await lastEvent();
      const text = await (await show(who, 'OWN-RED', query)).text();
      for (const secret of SECRETS) expect(text).not.toContain(secret);
      expect(text).toContain('Portable automatic data processing machines');
      expect(JSON.parse(text)).toMatchObject({ persons: 'masked', declaration: { trader: { id: '***' } } });
      expect(await lookUps(before)).toEqual([]);
    }
  });

  it('are shown to who may look them up, and that is recorded each time', async () => {
    const before = await lastEvent();
    for (let i = 0; i < 2; i++) {
      const view = (await (await show(house, 'OWN-RED', '?persons=shown')).json()) as DeclarationView;
      expect(view).toMatchObject({ persons: 'shown', declaration: { trader: { name: 'Harbour Trading' } } });
      expect(view.versions[0]).toMatchObject({
        persons: 'shown',
        declaration: { counterparty: 'Anna Sample' },
      });
    }
    const event = ['Test officer-house-2201', 'trader:T-HARBOUR', 'house:2201', 'declaration', 'OWN-RED'];
    expect(await lookUps(before)).toEqual([event, event]);
  });

  it('are recorded when one is searched for, exported or opened, found or not', async () => {
    const before = await lastEvent();
    await district.fetch('/api/declarations?trader=T-HARBOUR');
    await district.fetch('/api/declarations.csv?trader=T-HARBOUR&scope=house:2201');
    await district.fetch('/api/traders/T-HARBOUR');
    await otherHouse.fetch('/api/traders/T-HARBOUR');
    const name = 'Test manager-district-2200';
    expect(await lookUps(before)).toEqual([
      [name, 'trader:T-HARBOUR', 'district:2200', 'search', null],
      [name, 'trader:T-HARBOUR', 'house:2201', 'export', null],
      [name, 'trader:T-HARBOUR', 'district:2200', 'trader', null],
      ['Test officer-house-2202', 'trader:T-HARBOUR', 'house:2202', 'trader', null],
    ]);
  });

  it('read back by a lodging system are recorded once an hour', async () => {
    const before = await lastEvent();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => show(system, 'FAR-GREEN', '?persons=shown')),
    );
    for (const answer of answers) expect(await answer.text()).toContain('Harbour Trading');
    await show(system, 'FAR-RED', '?persons=shown');
    const [first, second] = [await lookUps(before), await lookUps(before)];
    expect(first.map(([actor, , scope, , no]) => [actor, scope, no])).toEqual([
      ['Local tools', 'house:5301', 'FAR-GREEN'],
      ['Local tools', 'house:5301', 'FAR-RED'],
    ]);
    expect(second).toEqual(first);
    await tamper(system.pool, `UPDATE access_event SET at = at - interval '61 minutes' WHERE id > $1`, [
      before,
    ]);
    // Another server remembers nothing of the first one's and asks the log.
    env['PORT'] = String(await freePort());
    await system.startServer();
    for (let i = 0; i < 2; i++) {
      const answer = await fetch(`http://localhost:${env['PORT']}/api/declarations/FAR-GREEN?persons=shown`, {
        headers: { authorization: `Bearer ${system.key}` },
      });
      expect(await answer.text()).toContain('Harbour Trading');
    }
    expect(await lookUps(before)).toHaveLength(3);
  });

  it('tells of a trader what is known of it', async () => {
    const view = (await (await district.fetch('/api/traders/T-HARBOUR')).json()) as TraderView;
    expect(view).toMatchObject({ id: 'T-HARBOUR', name: 'Harbour Trading', creditClass: null });
    expect(view.counts.red).toBeGreaterThanOrEqual(1);
    expect(view.counts.orange).toBe(1);
    expect(view.firstSeenAt).toMatch(/^2026-03-02T01:30/);
  });

  it('are masked for a key that may not look them up', async () => {
    await system.pool.query(`UPDATE lodging_system SET rights = array_remove(rights, 'persons.view')`);
    await until('the key has lost the right', async () =>
      (await (await show(system, 'OWN-RED', '?persons=shown')).text()).includes('"persons":"masked"'),
    );
    const text = await (await show(system, 'OWN-RED', '?persons=shown')).text();
    for (const secret of SECRETS) expect(text).not.toContain(secret);
    expect((await system.fetch('/api/declarations?trader=T-HARBOUR')).status).toBe(403);
  });
});

describe('an export', () => {
  it('is a CSV file that spreadsheets open and cannot be made to run anything', async () => {
    const item = namedDeclaration({ declarationNo: 'X' }).items[0]!;
    const descriptions = ['=1+1', '+SUM(A1)', '-2', '@cmd', '\t=1', 'plain, "quoted"\nlines'];
    await lodgeAndDecide(
      system,
      descriptions.map((description, i) =>
        namedDeclaration({
          declarationNo: `CSV-${i}`,
          customsHouse: '2202',
          items: [{ ...item, description }],
        }),
      ),
    );
    const response = await otherHouse.fetch('/api/declarations.csv?number=CSV-');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="declarations.csv"');
    expect(response.headers.get('content-type')).toMatch(/^text\/csv; charset=utf-8/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const text = Buffer.from(await response.arrayBuffer()).toString();
    expect(text.startsWith('\ufeffdeclaration_no,version,')).toBe(true);
    expect(text.endsWith('\r\n')).toBe(true);
    for (const secret of SECRETS) expect(text).not.toContain(secret);
    const rows = parse(text, { bom: true, columns: true, record_delimiter: '\r\n' }) as Record<
      string,
      string
    >[];
    expect(rows.map((row) => row['first_description']).toReversed()).toEqual(
      descriptions.map((one) => (/^[=+\-@\t]/.test(one) ? `'${one}` : one)),
    );
  });
});

/** What would be found where a text were taken for SQL, a pattern or an expression; the last are no text at all. */
const HOSTILE = [
  "' OR '1'='1",
  "'; DROP TABLE declaration; --",
  '%',
  '_',
  '%%%',
  'OWN_RED',
  '.*',
  '(a+)+$',
  '\\',
  '$1',
  'OWN-RED\u0000',
  '\u0000',
  'x'.repeat(10_000),
  `${'a'.repeat(5000)}!`,
  '\ud800',
  '[]',
  'null',
];

describe.each([
  'number',
  'trader',
  'scope',
  'channel',
  'profile',
  'from',
  'to',
  'cursor',
  'limit',
  'unknown',
])('the search field %s', (field) => {
  it('finds nothing for hostile texts, or refuses them', async () => {
    for (const text of HOSTILE) {
      for (const path of ['/api/declarations', '/api/declarations.csv']) {
        const response = await nation.fetch(`${path}?${field}=${encodeURIComponent(text.toWellFormed())}`);
        const body = await response.text();
        expect([field, text.slice(0, 20), response.status, body]).toEqual(
          response.status === 200
            ? [
                field,
                text.slice(0, 20),
                200,
                expect.stringMatching(/"declarations":\[\]|^.?declaration_no[^\n]*\r\n$/),
              ]
            : [field, text.slice(0, 20), expect.toBeOneOf([400, 414, 431]), body],
        );
      }
    }
  });

  it('is refused when it is given twice', async () => {
    const value = { channel: 'red', scope: 'national' }[field] ?? 'A';
    const response = await nation.fetch(`/api/declarations?${field}=${value}&${field}=${value}`);
    expect(response.status).toBe(400);
  });
});

it('answers hostile numbers and traders in the path with 404', async () => {
  for (const text of HOSTILE.filter((one) => one.length < 6000)) {
    const encoded = encodeURIComponent(text.toWellFormed());
    expect([text, (await nation.fetch(`/api/declarations/${encoded}`)).status]).toEqual([text, 404]);
    expect([text, (await nation.fetch(`/api/traders/${encoded}`)).status]).toEqual([text, 404]);
  }
  expect(
    (await nation.fetch('/api/declarations?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z')).status,
  ).toBe(400);
  expect((await nation.fetch('/api/declarations?limit=101')).status).toBe(400);
  expect((await nation.fetch('/api/declarations?scope=house:9999x')).status).toBe(400);
});
