import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IssuedLink, PeoplePage, PersonDetails } from '../../shared/contract/people.ts';
import type { Assignment } from '../../shared/domain/access/grant.ts';
import type { Role } from '../../shared/domain/access/role.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import { signIn, TEST_PASSWORD, type TestPerson } from '../harness/people.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';

let system: TestSystem;
/** Administrators of the nation, and of the district of Shanghai. */
let boss: TestPerson;
let shanghai: TestPerson;

beforeAll(async () => {
  system = await startSystem({ backend: 'postgres', workers: 0 });
  boss = await system.person('administrator', 'national');
  shanghai = await system.person('administrator', 'district:2200');
});
afterAll(() => system?.stop());

const held = (...texts: string[]): Assignment[] =>
  texts.map((text) => {
    const [role, scope] = text.split('@');
    return { role: role as Role, scope: scope as ScopeId };
  });

async function send(by: TestPerson, method: string, path: string, body?: unknown) {
  const response = await by.fetch(path, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer = (text === '' ? {} : JSON.parse(text)) as { error?: { code: string; message: string } };
  return { status: response.status, code: answer.error?.code ?? null, answer: answer as unknown };
}

const detailsOf = async (by: TestPerson, id: string) =>
  (await send(by, 'GET', `/api/people/${id}`)).answer as PersonDetails;

async function list(by: TestPerson, query = ''): Promise<PeoplePage> {
  const { status, answer } = await send(by, 'GET', `/api/people${query}`);
  expect(status).toBe(200);
  return answer as PeoplePage;
}

let invited = 0;
async function invite(by: TestPerson, assignments: Assignment[], change: Record<string, unknown> = {}) {
  invited += 1;
  const body = {
    name: `Invited ${invited}`,
    email: `invited-${invited}@test.example`,
    locale: 'zh',
    assignments,
  };
  return send(by, 'POST', '/api/people', { ...body, ...change });
}

async function actionsOn(
  id: string,
): Promise<{ action: string; scope: string; detail: unknown; actor: string }[]> {
  const { rows } = await system.pool.query(
    `SELECT action, scope, detail, actor_id AS actor FROM access_event
     WHERE subject = $1 AND action <> 'session.begun' ORDER BY id`,
    [`person:${id}`],
  );
  return rows;
}

/** Gives a person the roles, past the server. */
async function giveRoles(person: TestPerson, assignments: Assignment[]): Promise<TestPerson> {
  for (const { role, scope } of assignments) {
    await system.pool.query(
      `INSERT INTO assignment (person_id, role, scope, assigned_by) VALUES ($1, $2, $3, 'test')`,
      [person.id, role, scope],
    );
  }
  return person;
}

const useLink = (link: string, password: string) =>
  fetch(`${system.url}/api/invitations/${link.split('/').at(-1)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: system.url },
    body: JSON.stringify({ password }),
  });

describe('inviting', () => {
  it('makes an account that the link opens once, and that may do what its role says', async () => {
    const { status, answer } = await invite(shanghai, held('officer@house:2201'));
    expect(status).toBe(201);
    const { id, link, expiresAt } = answer as IssuedLink;
    expect(link.startsWith(`${system.url}/invitation/`)).toBe(true);
    const days = (new Date(expiresAt).getTime() - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(6.9);
    expect(days).toBeLessThan(7.1);

    const before = await detailsOf(shanghai, id);
    expect(before).toMatchObject({
      state: 'invited',
      locale: 'zh',
      secondFactor: false,
      passkeys: 0,
      sessions: 0,
    });
    expect(before.link).toEqual({ purpose: 'invitation', expiresAt });
    expect(before.assignments).toMatchObject([
      { role: 'officer', scope: 'house:2201', assignedBy: expect.stringContaining('Test') },
    ]);

    expect((await useLink(link, TEST_PASSWORD)).status).toBe(204);
    expect((await useLink(link, TEST_PASSWORD)).status).toBe(404);
    const officer = await signIn(system.url, before.email, TEST_PASSWORD);
    expect((await officer.fetch('/api/channel-counts?scope=house:2201')).status).toBe(200);
    expect((await officer.fetch('/api/channel-counts?scope=district:2200')).status).toBe(403);
    expect((await officer.fetch('/api/people')).status).toBe(403);

    const after = await detailsOf(shanghai, id);
    expect(after).toMatchObject({ state: 'active', sessions: 1, link: null });
    expect(after.lastSignInAt).not.toBeNull();
    expect(await actionsOn(id)).toMatchObject([
      { action: 'person.invited', scope: 'house:2201', actor: shanghai.id },
      {
        action: 'rights.assigned',
        scope: 'house:2201',
        detail: { given: held('officer@house:2201'), taken: [] },
      },
      { action: 'link.issued', detail: { purpose: 'invitation' } },
      { action: 'link.used', actor: id },
    ]);
  });

  it.each<[string, () => TestPerson, Assignment[], Record<string, unknown>, number, string]>([
    ['a role outside', () => shanghai, held('officer@house:5301'), {}, 403, 'outside-scope'],
    ['a role at the nation', () => shanghai, held('operator@national'), {}, 403, 'outside-scope'],
    ['no role, by a district', () => shanghai, [], {}, 400, 'no-assignment'],
    ['a level that is not the role’s', () => boss, held('officer@national'), {}, 400, 'level-not-allowed'],
    ['a place that is not there', () => boss, held('operator@house:nowhere'), {}, 400, 'unknown-scope'],
    ['no scope', () => boss, held('operator@everywhere'), {}, 400, 'invalid-body'],
    ['no role', () => boss, held('emperor@national'), {}, 400, 'invalid-body'],
    ['no address', () => boss, held('operator@national'), { email: 'nobody' }, 400, 'invalid-body'],
    ['an empty name', () => boss, held('operator@national'), { name: '  ' }, 400, 'invalid-body'],
    ['NUL in the name', () => boss, held('operator@national'), { name: 'a\0b' }, 400, 'invalid-body'],
    ['another language', () => boss, held('operator@national'), { locale: 'fr' }, 400, 'invalid-body'],
    [
      'more than is asked for',
      () => boss,
      held('operator@national'),
      { demonstration: true },
      400,
      'invalid-body',
    ],
  ])('with %s is refused and leaves nothing', async (_what, by, assignments, change, status, code) => {
    const people = (await list(boss)).total;
    expect(await invite(by(), assignments, change)).toMatchObject({ status, code });
    expect((await list(boss)).total).toBe(people);
  });

  it('with an address that is taken, in whatever case, is refused', async () => {
    const { email } = await system.person('operator', 'national');
    const taken = { email: email.toUpperCase() };
    expect(await invite(shanghai, held('officer@house:2201'), taken)).toMatchObject({
      status: 409,
      code: 'email-taken',
    });
  });

  it('is for administrators', async () => {
    for (const role of ['operator', 'supervisor', 'manager', 'specialist'] as const) {
      const person = await system.person(role, 'national');
      expect(await invite(person, [])).toMatchObject({ status: 403, code: 'no-right' });
    }
    expect((await system.fetch('/api/people')).status).toBe(403);
    expect((await fetch(`${system.url}/api/people`)).status).toBe(401);
  });
});

describe('the list', () => {
  let inside: TestPerson;
  let outside: TestPerson;
  let both: TestPerson;
  let without: TestPerson;

  beforeAll(async () => {
    inside = await system.person('supervisor', 'house:2202');
    outside = await system.person('officer', 'house:5301');
    both = await giveRoles(await system.person('manager', 'national'), held('specialist@district:2200'));
    without = await system.person('operator', 'national');
    await system.pool.query('DELETE FROM assignment WHERE person_id = $1', [without.id]);
  });

  const idsFor = async (by: TestPerson, query = '') =>
    (await list(by, `?pageSize=100${query}`)).people.map((person) => person.id);

  it('shows a district whoever has a role in it, and the nation everyone', async () => {
    const seen = await idsFor(shanghai);
    expect(seen).toEqual(expect.arrayContaining([inside.id, both.id, shanghai.id]));
    expect(seen).not.toContain(outside.id);
    expect(seen).not.toContain(without.id);
    expect(seen).not.toContain(boss.id);
    const everyone = await idsFor(boss);
    expect(everyone).toEqual(
      expect.arrayContaining([inside.id, outside.id, both.id, without.id, shanghai.id]),
    );
  });

  it('finds by part of the name or address, and takes no letter for a pattern', async () => {
    expect(await idsFor(boss, `&search=${encodeURIComponent(inside.email.toUpperCase())}`)).toEqual([
      inside.id,
    ]);
    expect(await idsFor(boss, '&search=%25')).toEqual([]);
    expect(await idsFor(boss, '&search=_')).toEqual([]);
    expect(await idsFor(shanghai, `&search=${encodeURIComponent(outside.email)}`)).toEqual([]);
  });

  it('filters by a role and a place that are one assignment', async () => {
    expect(await idsFor(boss, '&role=specialist&scope=district:2200')).toEqual([both.id]);
    expect(await idsFor(boss, '&role=manager&scope=district:2200')).toEqual([]);
    expect(await idsFor(boss, '&scope=district:2200')).toEqual(
      expect.arrayContaining([inside.id, both.id, shanghai.id]),
    );
    expect(await idsFor(boss, '&scope=district:2200')).not.toContain(outside.id);
    expect(await idsFor(boss, '&role=supervisor')).toContain(inside.id);
  });

  it('filters by state', async () => {
    const { answer } = await invite(boss, held('operator@national'));
    const { id } = answer as IssuedLink;
    expect(await idsFor(boss, '&state=invited')).toContain(id);
    expect(await idsFor(boss, '&state=active')).not.toContain(id);
    expect(await idsFor(boss, '&state=active')).toContain(inside.id);
    expect(await idsFor(boss, '&state=disabled')).not.toContain(inside.id);
  });

  it('comes in pages that make the whole', async () => {
    const everyone = await idsFor(boss);
    const pages: string[] = [];
    for (let page = 1; pages.length < everyone.length; page++) {
      const { people, total } = await list(boss, `?pageSize=3&page=${page}`);
      expect(total).toBe(everyone.length);
      expect(people.length).toBeGreaterThan(0);
      pages.push(...people.map(({ id }) => id));
    }
    expect(pages).toEqual(everyone);
    expect((await list(boss, '?page=1000')).people).toEqual([]);
  });

  it.each(['?page=0', '?pageSize=101', '?role=emperor', '?scope=x', '?state=x', '?x=1', '?page=x'])(
    'with %s is refused',
    async (query) => {
      expect(await send(boss, 'GET', `/api/people${query}`)).toMatchObject({
        status: 400,
        code: 'invalid-query',
      });
    },
  );

  it('and whatever else there is answers alike for who is out of sight and who is not there', async () => {
    for (const id of [outside.id, boss.id, without.id, 'nobody', 'a%00b']) {
      for (const [method, path, body] of [
        ['GET', '', undefined],
        ['PATCH', '', { name: 'X' }],
        ['PUT', '/assignments', { assignments: [] }],
        ['POST', '/link', { purpose: 'reset' }],
        ['POST', '/disable', undefined],
        ['POST', '/enable', undefined],
        ['DELETE', '/sessions', undefined],
        ['DELETE', '/second-factor', undefined],
      ] as const) {
        const { status, answer } = await send(shanghai, method, `/api/people/${id}${path}`, body);
        expect([id, method, path, status, answer]).toEqual([
          id,
          method,
          path,
          404,
          { error: { code: 'not-found', message: 'what is asked for does not exist' } },
        ]);
      }
    }
  });
});

describe('an account that reaches outside', () => {
  it('by what is lent to it is not taken over by who administers its roles alone', async () => {
    const helper = await system.person('specialist', 'district:2200');
    const path = `/api/people/${helper.id}`;
    const waysIn = [
      ['PATCH', '', { email: `taken-${helper.email}` }],
      ['POST', '/link', { purpose: 'reset' }],
      ['DELETE', '/second-factor', undefined],
    ] as const;
    const refused = { status: 403, code: 'reaches-outside' };
    const lent = await send(boss, 'POST', '/api/loans', {
      personId: helper.id,
      rights: ['declarations.view'],
      scope: 'district:3100',
      from: new Date().toISOString(),
      until: new Date(Date.now() + 86_400_000).toISOString(),
      reason: 'mutual assistance at the border',
    });
    expect(lent.status).toBe(201);
    for (const [method, way, body] of waysIn) {
      expect(await send(shanghai, method, path + way, body)).toMatchObject(refused);
    }
    expect((await send(shanghai, 'DELETE', `${path}/sessions`)).status).toBe(204);
    await system.pool.query('UPDATE loan SET ended_at = now() WHERE person_id = $1', [helper.id]);
    for (const [method, way, body] of waysIn) {
      expect((await send(shanghai, method, path + way, body)).status).toBeLessThan(300);
    }
  });

  it('is seen whole, and only its roles inside are changed', async () => {
    const both = await giveRoles(await system.person('manager', 'national'), held('operator@house:2201'));
    const path = `/api/people/${both.id}`;
    const { refusals, assignments } = await detailsOf(shanghai, both.id);
    expect(assignments).toHaveLength(2);
    expect(refusals).toEqual({
      assign: null,
      'change-details': 'reaches-outside',
      'invite-again': 'reaches-outside',
      'reset-password': 'reaches-outside',
      'end-sessions': 'reaches-outside',
      'remove-second-factor': 'reaches-outside',
      disable: 'reaches-outside',
      enable: 'reaches-outside',
    });
    for (const [method, way, body] of [
      ['PATCH', '', { name: 'X' }],
      ['POST', '/link', { purpose: 'reset' }],
      ['POST', '/disable', undefined],
      ['POST', '/enable', undefined],
      ['DELETE', '/sessions', undefined],
      ['DELETE', '/second-factor', undefined],
    ] as const) {
      expect(await send(shanghai, method, path + way, body)).toMatchObject({
        status: 403,
        code: 'reaches-outside',
      });
    }
    expect(
      await send(shanghai, 'PUT', `${path}/assignments`, { assignments: held('operator@house:2201') }),
    ).toMatchObject({ status: 403, code: 'outside-scope' });
    const wanted = held('manager@national', 'officer@house:2202');
    expect((await send(shanghai, 'PUT', `${path}/assignments`, { assignments: wanted })).status).toBe(204);
    expect((await detailsOf(boss, both.id)).assignments.map(({ role, scope }) => ({ role, scope }))).toEqual(
      wanted,
    );
    expect((await actionsOn(both.id)).at(-1)).toMatchObject({
      action: 'rights.assigned',
      scope: 'national',
      detail: { given: held('officer@house:2202'), taken: held('operator@house:2201') },
    });
  });
});

describe('changing', () => {
  it('roles takes effect with the next request, and twice the same is told once', async () => {
    const person = await system.person('operator', 'house:2201');
    const path = `/api/people/${person.id}/assignments`;
    const assignments = held('manager@district:2200', 'manager@district:2200');
    expect((await send(boss, 'PUT', path, { assignments })).status).toBe(204);
    expect((await send(boss, 'PUT', path, { assignments })).status).toBe(204);
    expect((await person.fetch('/api/channel-counts?scope=district:2200')).status).toBe(200);
    expect((await actionsOn(person.id)).map(({ action }) => action)).toEqual(['rights.assigned']);
    expect((await detailsOf(boss, person.id)).assignments).toHaveLength(1);
  });

  it('roles that somebody else has changed meanwhile is refused', async () => {
    const person = await system.person('operator', 'house:2201');
    const path = `/api/people/${person.id}/assignments`;
    const change = { assignments: held('manager@house:2201'), instead: held('officer@house:2201') };
    expect(await send(boss, 'PUT', path, change)).toMatchObject({ status: 409, code: 'conflict' });
    const right = { ...change, instead: held('operator@house:2201') };
    expect((await send(boss, 'PUT', path, right)).status).toBe(204);
  });

  it('one’s own roles, links, factors and being disabled is refused', async () => {
    const path = `/api/people/${boss.id}`;
    for (const [method, way, body] of [
      ['PUT', '/assignments', { assignments: held('administrator@national', 'manager@national') }],
      ['POST', '/link', { purpose: 'reset' }],
      ['POST', '/disable', undefined],
      ['DELETE', '/second-factor', undefined],
    ] as const) {
      expect(await send(boss, method, path + way, body)).toMatchObject({ status: 403, code: 'own-account' });
    }
  });

  it('name, address and language is told with what was before', async () => {
    const person = await system.person('operator', 'house:2201');
    const path = `/api/people/${person.id}`;
    const changes = { name: 'Ding Ling', email: 'Ding.Ling@test.example', locale: 'zh' };
    expect((await send(shanghai, 'PATCH', path, changes)).status).toBe(204);
    expect(await detailsOf(boss, person.id)).toMatchObject({ ...changes, email: 'ding.ling@test.example' });
    const told = await actionsOn(person.id);
    expect(told).toMatchObject([
      { action: 'person.changed', detail: { email: { from: person.email, to: 'ding.ling@test.example' } } },
    ]);
    expect((await send(shanghai, 'PATCH', path, changes)).status).toBe(204);
    expect(await actionsOn(person.id)).toEqual(told);
    expect(await signIn(system.url, 'ding.ling@test.example', TEST_PASSWORD)).toBeTruthy();
    expect(await send(shanghai, 'PATCH', path, { email: boss.email })).toMatchObject({
      status: 409,
      code: 'email-taken',
    });
    expect(await send(shanghai, 'PATCH', path, {})).toMatchObject({ status: 400, code: 'invalid-body' });
  });
});

describe('a link', () => {
  it('resets a password, ends the sessions and replaces the link before', async () => {
    const person = await system.person('operator', 'house:2201');
    const path = `/api/people/${person.id}/link`;
    const first = (await send(shanghai, 'POST', path, { purpose: 'reset' })).answer as IssuedLink;
    const second = await send(shanghai, 'POST', path, { purpose: 'reset' });
    expect(second.status).toBe(201);
    expect((await useLink(first.link, 'another long pass phrase 77')).status).toBe(404);
    expect((await useLink((second.answer as IssuedLink).link, 'another long pass phrase 77')).status).toBe(
      204,
    );
    expect((await person.fetch('/api/places')).status).toBe(401);
    expect(await signIn(system.url, person.email, 'another long pass phrase 77')).toBeTruthy();
    await expect(signIn(system.url, person.email, TEST_PASSWORD)).rejects.toThrow('401');
  });

  it('is of the kind the account needs', async () => {
    const person = await system.person('operator', 'house:2201');
    const ask = (id: string, purpose: string) => send(boss, 'POST', `/api/people/${id}/link`, { purpose });
    expect(await ask(person.id, 'invitation')).toMatchObject({ status: 409, code: 'has-joined' });
    const { id } = (await invite(boss, held('operator@national'))).answer as IssuedLink;
    expect(await ask(id, 'reset')).toMatchObject({ status: 409, code: 'not-joined' });
    expect((await ask(id, 'invitation')).status).toBe(201);
    expect(await ask(id, 'set-up')).toMatchObject({ status: 400, code: 'invalid-body' });
  });
});

describe('disabling', () => {
  it('ends sessions and links at once, and enabling lets in again', async () => {
    const person = await system.person('operator', 'house:2201');
    const path = `/api/people/${person.id}`;
    const { link } = (await send(boss, 'POST', `${path}/link`, { purpose: 'reset' })).answer as IssuedLink;
    expect((await person.fetch('/api/places')).status).toBe(200);
    expect((await send(shanghai, 'POST', `${path}/disable`)).status).toBe(204);
    expect((await person.fetch('/api/places')).status).toBe(401);
    expect((await useLink(link, 'another long pass phrase 78')).status).toBe(404);
    expect((await detailsOf(boss, person.id)).state).toBe('disabled');
    expect(await send(boss, 'POST', `${path}/link`, { purpose: 'reset' })).toMatchObject({
      status: 409,
      code: 'account-disabled',
    });

    expect((await send(shanghai, 'POST', `${path}/enable`)).status).toBe(204);
    expect((await useLink(link, 'another long pass phrase 78')).status).toBe(404);
    const again = await signIn(system.url, person.email, TEST_PASSWORD);
    expect((await again.fetch('/api/places')).status).toBe(200);
    expect((await actionsOn(person.id)).map(({ action }) => action)).toEqual([
      'link.issued',
      'person.disabled',
      'person.enabled',
    ]);
  });

  it('the last administrator of the nation who can sign in is refused, and so is taking the role away', async () => {
    const [first, second] = [
      await system.person('administrator', 'national'),
      await system.person('administrator', 'national'),
    ];
    // Whoever else is administrator has no way to sign in for the time of this test.
    const others = `"providerId" = 'credential' AND "userId" <> $1`;
    const { rows } = await system.pool.query<{ id: string; password: string }>(
      `SELECT id, password FROM auth.account WHERE ${others}`,
      [first.id],
    );
    await system.pool.query(`UPDATE auth.account SET password = NULL WHERE ${others}`, [first.id]);
    try {
      const path = `/api/people/${first.id}`;
      const refusal = { status: 409, code: 'last-administrator' };
      expect(await send(second, 'POST', `${path}/disable`)).toMatchObject(refusal);
      expect(await send(second, 'PUT', `${path}/assignments`, { assignments: [] })).toMatchObject(refusal);
      expect((await detailsOf(second, first.id)).refusals.disable).toBe('last-administrator');
      expect((await send(first, 'POST', `/api/people/${second.id}/disable`)).status).toBe(204);
    } finally {
      for (const { id, password } of rows) {
        await system.pool.query('UPDATE auth.account SET password = $2 WHERE id = $1', [id, password]);
      }
    }
  });
});

describe('securing', () => {
  it('ends sessions', async () => {
    const person = await system.person('operator', 'house:2201');
    await signIn(system.url, person.email, TEST_PASSWORD);
    expect((await detailsOf(boss, person.id)).sessions).toBe(2);
    expect((await send(shanghai, 'DELETE', `/api/people/${person.id}/sessions`)).status).toBe(204);
    expect((await person.fetch('/api/places')).status).toBe(401);
    expect((await actionsOn(person.id)).at(-1)).toMatchObject({
      action: 'session.ended',
      detail: { sessions: 2 },
    });
  });

  it('takes a lost phone and its passkeys off the account', async () => {
    const person = await system.person('operator', 'house:2201');
    const path = `/api/people/${person.id}`;
    await system.pool.query(
      `INSERT INTO auth."twoFactor" (id, secret, "backupCodes", "userId", verified) VALUES ($1, 'x', 'x', $1, true)`,
      [person.id],
    );
    await system.pool.query(`UPDATE auth."user" SET "twoFactorEnabled" = true WHERE id = $1`, [person.id]);
    await system.pool.query(
      `INSERT INTO auth.passkey (id, "publicKey", "userId", "credentialID", counter, "deviceType", "backedUp")
       VALUES ($1, 'x', $1, 'x', 0, 'singleDevice', false)`,
      [person.id],
    );
    expect(await detailsOf(boss, person.id)).toMatchObject({ secondFactor: true, passkeys: 1 });
    expect((await send(shanghai, 'DELETE', `${path}/second-factor`)).status).toBe(204);
    expect(await detailsOf(boss, person.id)).toMatchObject({ secondFactor: false, passkeys: 0 });
    expect((await send(shanghai, 'DELETE', `${path}/second-factor`)).status).toBe(204);
    expect(await actionsOn(person.id)).toMatchObject([
      { action: 'second-factor.changed', detail: { removed: { secondFactor: true, passkeys: 1 } } },
    ]);
    expect(await signIn(system.url, person.email, TEST_PASSWORD)).toBeTruthy();
  });
});

it('accounts of a demonstration are left alone outside one', async () => {
  const person = await system.person('operator', 'house:2201');
  await system.pool.query('UPDATE auth."user" SET demonstration = true WHERE id = $1', [person.id]);
  expect(await send(boss, 'POST', `/api/people/${person.id}/link`, { purpose: 'reset' })).toMatchObject({
    status: 403,
    code: 'demonstration-account',
  });
  expect((await detailsOf(boss, person.id)).refusals.assign).toBe('demonstration-account');
});

it('a page of another site changes nothing', async () => {
  const response = await fetch(`${system.url}/api/people/${shanghai.id}/disable`, {
    method: 'POST',
    headers: { cookie: boss.cookie, origin: 'https://elsewhere.example' },
  });
  expect(response.status).toBe(403);
});
