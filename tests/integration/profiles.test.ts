import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  ListEntriesPage,
  PartChanged,
  ParametersView,
  PartView,
  ProfileList,
  ProfileVersion,
  ReferenceLists,
  RulesetImportView,
} from '../../shared/contract/profiles.ts';
import { checkRuleset } from '../../shared/domain/targeting/check.ts';
import type { Profile, Ruleset } from '../../shared/domain/targeting/profile.ts';
import {
  readRulesetAt,
  readRulesetFrom,
  readRulesetNumber,
  type HeldRuleset,
} from '../../shared/platform/stores/ruleset.store.ts';
import type { TestPerson } from '../harness/people.ts';
import { declarationWith } from '../harness/declarations.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';
import { until } from '../harness/until.ts';

let system: TestSystem;
let author: TestPerson;
let approver: TestPerson;
let shanghai: TestPerson;
let pudong: TestPerson;
let kunming: TestPerson;

beforeAll(async () => {
  system = await startSystem({
    backend: 'postgres',
    workers: 2,
    ruleset: {
      format: 'tidewaiter-ruleset/1',
      profiles: [],
      lists: [{ name: 'watched', entries: [{ value: 'T-WATCHED' }] }],
      policy: { thresholds: { red: 70, orange: 30 }, creditShift: {}, randomRate: 0, regulated: false },
    },
  });
  author = await system.person('specialist', 'national');
  approver = await system.person('specialist', 'national');
  shanghai = await system.person('specialist', 'district:2200');
  pudong = await system.person('specialist', 'house:2201');
  kunming = await system.person('specialist', 'house:5301');
});
afterAll(() => system?.stop());

interface Answer<T> {
  status: number;
  body: T & { error?: { code: string; message: string; details?: unknown } };
}

async function send<T = PartChanged>(
  person: TestPerson,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer<T>> {
  const response = await person.fetch(`/api/${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
}

const read = <T>(person: TestPerson, path: string) => send<T>(person, 'GET', path);

const content = (change: object = {}) => ({
  title: 'Watched traders',
  when: { field: 'trader.id', op: 'inList', value: 'watched' },
  channel: 'red',
  mandatory: true,
  score: 10,
  ...change,
});

const begin = (person: TestPerson, code: string, place: object = { level: 'national' }, said = content()) =>
  send(person, 'POST', 'profiles', { code, ...place, content: said });

/** Takes a step; answers what became of it. */
async function step(person: TestPerson, path: string, name: string, more: object = {}) {
  const version = (await read<PartView>(author, path.replace(/\/versions.*/, ''))).body.versions.find(
    (other) => path.endsWith(`/versions/${other.version}`),
  );
  return send(person, 'POST', `${path}/steps`, {
    step: name,
    revision: version?.revision ?? 1,
    reason: 'for the test',
    ...more,
  });
}

const codeOf = (answer: Answer<unknown>) => [answer.status, answer.body.error?.code];

/** Lodges a declaration and waits for its decision. */
async function decided(declarationNo: string, traderId: string) {
  await system.fetch('/api/declarations', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(
      declarationWith({ declarationNo, customsHouse: '2201', trader: { id: traderId, name: 'A trader' } }),
    ),
  });
  let row: { channel: string; ruleset_version: number } | undefined;
  await until('it is decided', async () => {
    const { rows } = await system.pool.query(
      'SELECT channel, ruleset_version FROM channel_decision WHERE declaration_no = $1',
      [declarationNo],
    );
    row = rows[0];
    return row !== undefined;
  });
  return row!;
}

describe('a profile', () => {
  it('goes from a draft into force by a second person, and every worker decides with it within 5 s', async () => {
    expect((await decided('BEFORE', 'T-WATCHED')).channel).toBe('green');
    expect((await begin(author, 'NEW-1')).status).toBe(201);
    const path = 'profiles/NEW-1/versions/1';
    expect(codeOf(await step(approver, path, 'approve', { release: { status: 'active' } }))).toEqual([
      409,
      'wrong-state',
    ]);
    expect((await step(author, path, 'submit')).body).toMatchObject({ state: 'in-review' });
    const release = { status: 'active' };
    expect(codeOf(await step(author, path, 'approve', { release }))).toEqual([403, 'own-work']);
    expect(codeOf(await step(approver, path, 'approve', { release, reason: ' ' }))).toEqual([
      400,
      'reason-missing',
    ]);
    expect(codeOf(await step(approver, path, 'approve'))).toEqual([400, 'release-missing']);
    const approved = await step(approver, path, 'approve', { release });
    const approvedAt = performance.now();
    expect(approved).toMatchObject({ status: 200, body: { state: 'active' } });
    const { rulesetVersion } = approved.body;

    // Two workers share the batches: once a run of decisions names the new version, both have it.
    let inARow = 0;
    let count = 0;
    await until('both workers decide with it', async () => {
      const { channel, ruleset_version: version } = await decided(`AFTER-${count++}`, 'T-WATCHED');
      expect(channel).toBe(version === rulesetVersion ? 'red' : 'green');
      inARow = version === rulesetVersion ? inARow + 1 : 0;
      return inARow === 8;
    });
    expect(performance.now() - approvedAt).toBeLessThan(5000);

    const view = (await read<PartView>(author, 'profiles/NEW-1')).body;
    expect(view.versions).toMatchObject([{ version: 1, state: 'active', release, editable: false }]);
    expect(view.versions[0]!.steps).toEqual(['suspend']);
    expect(view.mayBegin).toBe(true);
    expect(view.events.map(({ step: name, actor, reason }) => [name, actor, reason])).toEqual([
      ['approve', 'Test specialist-national', 'for the test'],
      ['submit', 'Test specialist-national', 'for the test'],
      ['create', 'Test specialist-national', ''],
    ]);
    expect(view.events[0]).toMatchObject({ fromState: 'in-review', toState: 'active', rulesetVersion });
    const { rows } = await system.pool.query(
      `SELECT actor_id, scope, subject FROM access_event WHERE action = 'ruleset.approved'`,
    );
    expect(rows).toEqual([{ actor_id: approver.id, scope: 'national', subject: 'profile:NEW-1' }]);
  });

  it('is replaced by its next version, which tells what is different', async () => {
    expect((await send(author, 'POST', 'profiles/NEW-1/versions', {})).body).toMatchObject({
      version: 2,
      revision: 1,
    });
    expect(codeOf(await send(approver, 'POST', 'profiles/NEW-1/versions', {}))).toEqual([
      409,
      'open-version',
    ]);
    const path = 'profiles/NEW-1/versions/2';
    const written = content({ score: 20, titleZh: '关注企业' });
    expect((await send(author, 'PUT', path, { revision: 1, content: written })).body.revision).toBe(2);
    expect((await read<ProfileVersion>(author, path)).body).toMatchObject({
      state: 'draft',
      editable: true,
      content: written,
    });
    expect((await read(author, `${path}/difference?from=1`)).body).toEqual({
      lines: [
        { path: 'titleZh', change: 'added', before: null, after: '关注企业' },
        { path: 'score', change: 'changed', before: 10, after: 20 },
      ].toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    });
    await step(author, path, 'submit');
    expect(codeOf(await send(author, 'PUT', path, { revision: 3, content: written }))).toEqual([
      409,
      'wrong-state',
    ]);
    await expect(
      system.pool.query(
        `UPDATE ruleset_part_version SET content = '{}' WHERE code = 'NEW-1' AND version = 2`,
      ),
    ).rejects.toThrow('immutable');
    const release = { status: 'active', canary: { houses: ['2201'], share: 0.5 } };
    expect((await step(approver, path, 'approve', { release })).status).toBe(200);
    const view = (await read<PartView>(author, 'profiles/NEW-1')).body;
    expect(view.versions.map(({ state }) => state)).toEqual(['active', 'retired']);
    expect(view.events.slice(0, 2).map((event) => [event.step, event.version])).toEqual([
      ['approve', 2],
      ['replace', 1],
    ]);
  });

  it('is not overwritten by who has read another revision, and says who changed it', async () => {
    await begin(author, 'SHARED-1');
    const path = 'profiles/SHARED-1/versions/1';
    await send(approver, 'PUT', path, { revision: 1, content: content({ score: 1 }) });
    const late = await send(author, 'PUT', path, { revision: 1, content: content({ score: 2 }) });
    expect(codeOf(late)).toEqual([409, 'changed-meanwhile']);
    expect(late.body.error!.details).toMatchObject({ by: 'Test specialist-national', revision: 2 });
    // Who wrote on it does not approve it, author or not.
    await step(author, path, 'submit');
    expect(codeOf(await step(approver, path, 'approve', { release: { status: 'shadow' } }))).toEqual([
      403,
      'own-work',
    ]);
    expect((await step(author, path, 'return')).body.state).toBe('draft');
    const { revision } = (await read<ProfileVersion>(author, path)).body;
    expect((await send(author, 'DELETE', `${path}?revision=${revision}`)).status).toBe(204);
    expect((await read<ProfileVersion>(author, path)).body.state).toBe('retired');
  });

  it('is not approved by who submitted it, nor by who wrote what it was copied from', async () => {
    const release = { status: 'shadow' };
    await begin(author, 'COPIED-1');
    await send(author, 'DELETE', 'profiles/COPIED-1/versions/1?revision=1');
    await send(approver, 'POST', 'profiles/COPIED-1/versions', {});
    const copy = 'profiles/COPIED-1/versions/2';
    await step(approver, copy, 'submit');
    expect(codeOf(await step(author, copy, 'approve', { release }))).toEqual([403, 'own-work']);

    await begin(author, 'HALF-1');
    const half = 'profiles/HALF-1/versions/1';
    await step(approver, half, 'submit');
    expect((await read<ProfileVersion>(approver, half)).body.steps).not.toContain('approve');
    expect(codeOf(await step(approver, half, 'approve', { release }))).toEqual([403, 'own-work']);
    for (const path of [copy, half]) await step(approver, path, 'return');
  });

  it('is suspended by its author at once, and resumed by another', async () => {
    const path = 'profiles/NEW-1/versions/2';
    const suspended = await step(author, path, 'suspend');
    expect(suspended).toMatchObject({ status: 200, body: { state: 'suspended' } });
    const inForce = await system.pool.query(
      `SELECT 1 FROM ruleset_member WHERE code = 'NEW-1' AND to_ruleset IS NULL`,
    );
    expect(inForce.rows).toEqual([]);
    expect(codeOf(await step(author, path, 'resume'))).toEqual([403, 'own-work']);
    expect((await step(approver, path, 'resume')).body.state).toBe('active');
    expect(codeOf(await step(approver, path, 'release', { release: { status: 'active' } }))[0]).toBe(200);
  });

  it.each([
    [{ when: { field: 'colour', op: 'eq', value: 1 } }, 'when.field'],
    [{ when: { all: [{ field: 'trader.id', op: 'inList', value: 'unheard' }] } }, 'when.all.0.value'],
    [{ validFrom: '2026-02-01T00:00:00Z', validTo: '2026-01-01T00:00:00Z' }, 'validTo'],
    [{ score: 101 }, 'score'],
    [{ code: 'X' }, 'code'],
  ])('with %j is refused with the path', async (change, path) => {
    const answer = await begin(author, 'FAULTY-1', { level: 'national' }, content(change));
    expect(codeOf(answer)).toEqual([422, 'faulty-content']);
    expect(answer.body.error!.details).toEqual([{ path, message: expect.any(String) }]);
    expect((await read(author, 'profiles/FAULTY-1')).status).toBe(404);
  });

  it('cannot act in ways its release cannot have', async () => {
    await begin(shanghai, 'CANARY-1', { level: 'district', scope: '2200' });
    const path = 'profiles/CANARY-1/versions/1';
    await step(shanghai, path, 'submit');
    const faulty = await step(approver, path, 'approve', {
      release: { status: 'active', canary: { houses: ['2201', '5301', 'nowhere'] }, guard: {} },
    });
    expect(codeOf(faulty)).toEqual([422, 'faulty-release']);
    const apart = await step(approver, path, 'approve', {
      release: { status: 'active', canary: { houses: ['2201', '5301', 'nowhere'] } },
    });
    expect((apart.body.error!.details as { path: string }[]).map(({ path: at }) => at)).toEqual([
      'canary.houses.1',
      'canary.houses.2',
    ]);
  });
});

describe('levels', () => {
  it('let each see what applies to it, and change what is its own', async () => {
    for (const place of [{ level: 'national', scope: '2200' }, { level: 'district' }]) {
      expect(codeOf(await begin(author, 'NOWHERE-2', place))).toEqual([400, 'unknown-scope']);
    }
    expect((await begin(shanghai, 'SHA-1', { level: 'district', scope: '2200' })).status).toBe(201);
    expect((await begin(pudong, 'PUD-1', { level: 'house', scope: '2201' })).status).toBe(201);
    expect((await begin(kunming, 'KUN-1', { level: 'house', scope: '5301' })).status).toBe(201);
    const seen = async (person: TestPerson) =>
      (await read<ProfileList>(person, 'profiles')).body.profiles
        .map(({ code }) => code)
        .filter((code) => ['NEW-1', 'SHA-1', 'PUD-1', 'KUN-1'].includes(code));
    expect(await seen(author)).toEqual(['KUN-1', 'NEW-1', 'PUD-1', 'SHA-1']);
    expect(await seen(shanghai)).toEqual(['NEW-1', 'PUD-1', 'SHA-1']);
    expect(await seen(pudong)).toEqual(['NEW-1', 'PUD-1', 'SHA-1']);
    expect(await seen(kunming)).toEqual(['KUN-1', 'NEW-1']);
    for (const path of ['profiles/KUN-1', 'profiles/KUN-1/versions/1']) {
      expect((await read(pudong, path)).status).toBe(404);
    }
    expect((await step(pudong, 'profiles/KUN-1/versions/1', 'submit')).status).toBe(404);
    for (const person of [shanghai, pudong]) {
      const path = 'profiles/NEW-1/versions/2';
      expect(codeOf(await step(person, path, 'suspend'))).toEqual([403, 'outside-scope']);
      expect(codeOf(await step(person, path, 'retire'))).toEqual([403, 'outside-scope']);
      expect(codeOf(await send(person, 'POST', 'profiles/NEW-1/versions', {}))).toEqual([
        403,
        'outside-scope',
      ]);
      expect(codeOf(await begin(person, 'TAKEN-1'))).toEqual([403, 'outside-scope']);
    }
    expect(codeOf(await step(pudong, 'profiles/SHA-1/versions/1', 'submit'))).toEqual([403, 'outside-scope']);
    const view = (await read<PartView>(pudong, 'profiles/NEW-1')).body;
    expect(view.versions.map(({ steps }) => steps)).toEqual([[], []]);
    expect((await read<ProfileList>(pudong, 'profiles')).body.mayCreateAt).toEqual(['house:2201']);
  });

  it('let no lower one weaken a higher one by its list', async () => {
    const list = { title: 'Known here', entries: [{ value: 'T-1' }] };
    const made = await send(pudong, 'POST', 'reference-lists', {
      name: 'known-here',
      level: 'house',
      scope: '2201',
      content: list,
    });
    expect(made.status).toBe(201);
    const when = { not: { field: 'trader.id', op: 'inList', value: 'known-here' } };
    const national = await begin(author, 'NAT-1', { level: 'national' }, content({ when }));
    expect(national.body.error!.details).toEqual([
      { path: 'when.not.value', message: 'the reference list belongs to a lower level' },
    ]);
    const foreign = await begin(kunming, 'KUN-2', { level: 'house', scope: '5301' }, content({ when }));
    expect(foreign.body.error!.details).toEqual([
      { path: 'when.not.value', message: 'unknown reference list' },
    ]);
    expect((await begin(pudong, 'PUD-2', { level: 'house', scope: '2201' }, content({ when }))).status).toBe(
      201,
    );
    // Not in force yet: nothing that rests on it can be.
    await step(pudong, 'profiles/PUD-2/versions/1', 'submit');
    const early = await step(approver, 'profiles/PUD-2/versions/1', 'approve', {
      release: { status: 'active' },
    });
    expect(codeOf(early)).toEqual([422, 'faulty-content']);
  });
});

describe('a reference list', () => {
  const path = 'reference-lists/watched';

  it('is changed entry by entry, and approved like a profile', async () => {
    await send(author, 'POST', `${path}/versions`, {});
    const draft = `${path}/versions/2`;
    const add = [{ value: 'T-2', from: '2026-01-01T00:00:00Z' }, { value: 'T-2' }, { value: 'T-WATCHED' }];
    const changed = await send(author, 'PATCH', `${draft}/entries`, { revision: 1, title: 'Watched', add });
    expect(changed.body.revision).toBe(2);
    const page = (await read<ListEntriesPage>(author, `${draft}/entries?search=t-&offset=1&limit=1`)).body;
    expect(page).toEqual({ total: 3, entries: [add[1]] });
    expect((await read(author, draft)).body).toMatchObject({ content: { title: 'Watched', entries: 3 } });
    const faulty = await send(author, 'PATCH', `${draft}/entries`, {
      revision: 2,
      add: [{ value: '', from: 'soon' }],
    });
    expect(faulty.body.error!.details).toEqual([
      { path: 'entries.3.value', message: expect.any(String) },
      { path: 'entries.3.from', message: expect.any(String) },
    ]);
    await step(author, draft, 'submit');
    expect((await step(approver, draft, 'approve')).body).toMatchObject({ state: 'active' });
    const rows = (await read<ReferenceLists>(author, 'reference-lists')).body.lists;
    expect(rows.find(({ name }) => name === 'watched')).toMatchObject({
      version: 2,
      entries: 3,
      entriesNow: 3,
    });
    expect(rows.find(({ name }) => name === 'watched')!.usedBy.map(({ code }) => code)).toContain('NEW-1');
    const { body } = await read<{ lines: unknown[] }>(author, `${draft}/difference?from=1`);
    expect(body.lines[0]).toMatchObject({ path: 'title', change: 'added' });
  });

  it('is not retired while profiles in force rest on it', async () => {
    const answer = await step(approver, `${path}/versions/2`, 'retire');
    expect(codeOf(answer)).toEqual([409, 'in-use']);
    expect(answer.body.error!.details).toEqual(['NEW-1']);
  });
});

describe('the parameters', () => {
  it('are dated, versioned and approved like profiles', async () => {
    const before = (await read<ParametersView>(author, 'parameters')).body;
    expect(before.inForce).toMatchObject({ thresholds: { red: 70, orange: 30 } });
    const { version } = (await send(author, 'POST', 'parameters/versions', {})).body;
    const path = `parameters/versions/${version}`;
    const changed = { ...before.inForce, dated: [{ from: '2020-01-01T00:00:00Z', randomRate: 1 }] };
    const faulty = await send(author, 'PUT', path, { revision: 1, content: { ...changed, salt: 'x' } });
    expect(faulty.body.error!.details).toEqual([{ path: 'salt', message: 'unknown key' }]);
    expect((await send(author, 'PUT', path, { revision: 1, content: changed })).status).toBe(200);
    await step(author, path, 'submit');
    expect(codeOf(await step(approver, path, 'approve', { release: { status: 'shadow' } }))).toEqual([
      400,
      'not-for-kind',
    ]);
    const approved = await step(approver, path, 'approve');
    expect(approved.body).toMatchObject({ state: 'active' });
    expect((await read<ParametersView>(author, 'parameters')).body.inForce).toEqual(changed);
    expect(codeOf(await step(approver, path, 'retire'))).toEqual([400, 'not-for-kind']);
  });
});

/** The same ruleset, whatever the order of its parts. */
const sorted = (ruleset: Ruleset | undefined) =>
  ruleset && {
    ...ruleset,
    profiles: ruleset.profiles.toSorted((a, b) => (a.code < b.code ? -1 : 1)),
    lists: ruleset.lists.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };

describe('a whole ruleset', () => {
  const file = async (version?: number): Promise<Ruleset> =>
    (await read<Ruleset>(author, `ruleset${version === undefined ? '' : `?version=${version}`}`)).body;
  const handIn = (ruleset: unknown, person = author) =>
    send<RulesetImportView>(person, 'POST', 'ruleset/imports?note=from%20version%20control', ruleset);
  const counts = async () =>
    (
      await system.pool.query(
        `SELECT (SELECT count(*) FROM ruleset_part_version) AS versions, (SELECT count(*) FROM ruleset_part) AS parts,
                (SELECT count(*) FROM ruleset_import) AS imports, (SELECT max(version) FROM ruleset_version) AS ruleset`,
      )
    ).rows[0];

  it('is read by the nation alone, as a file that has no fault and changes nothing', async () => {
    const answer = await author.fetch('/api/ruleset');
    const version = Number(answer.headers.get('ruleset-version'));
    const ruleset = await answer.json();
    expect(checkRuleset(ruleset)).toEqual([]);
    expect(ruleset).toEqual(await readRulesetAt(system.pool, version));
    expect(codeOf(await handIn(ruleset))).toEqual([409, 'nothing-changes']);
    expect(await file(version - 1)).not.toEqual(ruleset);
    expect(codeOf(await read(author, 'ruleset?version=9999'))).toEqual([404, 'not-found']);
    expect(codeOf(await read(shanghai, 'ruleset'))).toEqual([403, 'outside-scope']);
  });

  it('with faults changes nothing and names them all', async () => {
    const before = await counts();
    const ruleset = await file();
    const [profile] = ruleset.profiles as [Profile];
    const faulty = {
      ...ruleset,
      profiles: [
        profile,
        { ...profile, code: 'BAD-1', score: -1, when: { all: [] } },
        { ...profile, code: profile.code },
      ],
      lists: [{ name: 'watched', entries: [{ value: 1 }] }],
    };
    const answer = await handIn(faulty);
    expect(codeOf(answer)).toEqual([422, 'faulty-file']);
    expect((answer.body.error!.details as { path: string }[]).map(({ path }) => path)).toEqual([
      'lists.0.entries.0.value',
      'profiles.1.score',
      'profiles.1.when.all',
      'profiles.2.code',
    ]);
    const nowhere = {
      ...ruleset,
      profiles: [{ ...profile, code: 'NOWHERE-1', level: 'house', scope: '9999' }],
    };
    expect((await handIn(nowhere)).body.error!.details).toEqual([
      { path: 'profiles.0.scope', message: 'no place has this scope' },
    ]);
    const moved = { ...ruleset, profiles: [{ ...profile, level: 'house', scope: '2201' }] };
    expect((await handIn(moved)).body.error!.details).toEqual([
      { path: 'profiles.0.level', message: 'a part keeps its level and scope' },
    ]);
    expect(await counts()).toEqual(before);
  });

  it('comes into force as one, by another person, or not at all', async () => {
    const ruleset = await file();
    const [profile] = ruleset.profiles as [Profile];
    const changed = {
      ...ruleset,
      profiles: [
        { ...profile, score: 77 },
        { ...profile, code: 'FROM-FILE-1', version: 7, canary: { share: 0.25 }, guard: { hitsPerHour: 10 } },
      ],
      lists: [...ruleset.lists, { name: 'new-list', title: 'New', entries: [] }],
    };
    const returned = await handIn(changed);
    expect(returned.status).toBe(201);
    expect(returned.body).toMatchObject({ state: 'in-review', steps: ['return'] });
    expect(returned.body.changes.map(({ code, version, change }) => [code, version, change])).toEqual([
      ['new-list', 1, 'added'],
      ['FROM-FILE-1', 7, 'added'],
      ['NEW-1', 3, 'changed'],
    ]);
    const release = { status: 'active', canary: { share: 0.25 }, guard: { hitsPerHour: 10 } };
    expect(returned.body.changes[1]).toMatchObject({ release, releaseBefore: null });
    // Its versions are decided on together, and nobody begins another meanwhile.
    expect(codeOf(await step(approver, 'profiles/NEW-1/versions/3', 'approve'))).toEqual([
      409,
      'part-of-import',
    ]);
    expect(codeOf(await send(author, 'POST', 'profiles/NEW-1/versions', {}))).toEqual([409, 'open-version']);
    const decide = (id: string, name: string, person: TestPerson) =>
      send<RulesetImportView>(person, 'POST', `ruleset/imports/${id}/steps`, {
        step: name,
        reason: 'for the test',
      });
    expect((await decide(returned.body.id, 'return', approver)).body).toMatchObject({ state: 'returned' });
    expect(await file()).toEqual(ruleset);

    const { body: held } = await handIn(changed);
    expect(codeOf(await decide(held.id, 'approve', author))).toEqual([403, 'own-work']);
    const approved = await decide(held.id, 'approve', approver);
    expect(approved.body).toMatchObject({ state: 'in-force', steps: [], rulesetVersion: expect.any(Number) });
    expect(codeOf(await decide(held.id, 'approve', approver))).toEqual([409, 'wrong-state']);
    const after = await file();
    expect(after.profiles.map(({ code, version, score }) => [code, version, score])).toEqual([
      ['FROM-FILE-1', 8, profile.score],
      ['NEW-1', 4, 77],
    ]);
    expect(after.lists).toContainEqual({ name: 'new-list', title: 'New', entries: [] });
    expect((await read<PartView>(author, 'profiles/NEW-1')).body.events[0]).toMatchObject({
      step: 'approve',
      rulesetVersion: approved.body.rulesetVersion,
    });
    const all = (await read<{ imports: RulesetImportView[] }>(author, 'ruleset/imports')).body.imports;
    expect(all.map(({ state }) => state)).toEqual(['in-force', 'returned']);
  });

  it('shows how each part is to act from then on, also where it says the same', async () => {
    const ruleset = await file();
    const [, profile] = ruleset.profiles as [Profile, Profile];
    const quiet = { ...profile, status: 'shadow', canary: { share: 0 } };
    const { body: held } = await handIn({ ...ruleset, profiles: [quiet] });
    expect(held.changes.map(({ release, releaseBefore }) => [release, releaseBefore])).toEqual([
      [{ status: 'shadow', canary: { share: 0 } }, { status: 'active' }],
      [null, { status: 'active', canary: { share: 0.25 }, guard: { hitsPerHour: 10 } }],
    ]);
    await send(author, 'POST', `ruleset/imports/${held.id}/steps`, {
      step: 'return',
      reason: 'for the test',
    });
  });

  it('is refused where what it changes has changed since it was handed in', async () => {
    const ruleset = await file();
    const { body: held } = await handIn({ ...ruleset, profiles: [] });
    expect(held.changes.map(({ change }) => change)).toEqual(['retired', 'retired']);
    await step(approver, 'profiles/FROM-FILE-1/versions/8', 'suspend');
    const late = await send(approver, 'POST', `ruleset/imports/${held.id}/steps`, {
      step: 'approve',
      reason: 'for the test',
    });
    expect(codeOf(late)).toEqual([409, 'changed-meanwhile']);
    expect((await file()).profiles.map(({ code }) => code)).toEqual(['NEW-1']);
  });

  it('too large or too deep is refused with clear words', async () => {
    const large = await handIn({ format: 'x'.repeat(21 * 1024 * 1024) });
    expect(codeOf(large)).toEqual([413, 'body-too-large']);
    expect(large.body.error!.message).toContain('20,971,520 bytes');
    const deep = `{"format":"tidewaiter-ruleset/1","profiles":${'['.repeat(10_000)}${']'.repeat(10_000)},"lists":[]}`;
    const response = await author.fetch('/api/ruleset/imports?note=deep', { method: 'POST', body: deep });
    expect(response.status).toBe(422);
  });

  it('read by what changed since an earlier version is the same as read as a whole', async () => {
    const newest = (await readRulesetNumber(system.pool))!;
    let held: HeldRuleset | null = null;
    for (let version = 1; version <= newest; version += version % 3 === 0 ? 2 : 1) {
      held = await readRulesetFrom(system.pool, held, version);
      expect(sorted(held?.document)).toEqual(sorted((await readRulesetAt(system.pool, version))!));
    }
    expect(newest).toBeGreaterThan(8);
  });
});
