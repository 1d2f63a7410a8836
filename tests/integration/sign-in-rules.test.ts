import { URI, type TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AccountView, SessionEntry } from '../../shared/contract/account.ts';
import type { SessionView } from '../../shared/contract/session.ts';
import { TEST_PASSWORD } from '../harness/people.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';
import { refusalOf, Visitor } from '../harness/visitor.ts';

describe.each(['administrators', 'everyone'] as const)('SECOND_FACTOR=%s', (rule) => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await startSystem({ backend: 'postgres', workers: 0, env: { SECOND_FACTOR: rule } });
  });

  afterAll(() => system?.stop());

  beforeEach(async () => {
    await system.pool.query('DELETE FROM auth."rateLimit"');
  });

  it('asks an operator for one where it asks everyone', async () => {
    const person = await system.person('operator', 'national');
    const answer = await person.fetch('/api/places');
    expect(answer.status).toBe(rule === 'everyone' ? 403 : 200);
    if (rule === 'everyone') expect(await refusalOf(answer)).toEqual([403, 'second-factor-required']);
    const view = (await (await person.fetch('/api/account')).json()) as AccountView;
    expect(view.secondFactor).toEqual({ enabled: false, required: rule === 'everyone' });
  });

  it('leaves an administrator nothing but the account until one is set up', async () => {
    const person = await system.person('administrator', 'national');
    const one = new Visitor(system.url);
    await one.signIn(person.email, TEST_PASSWORD);
    expect(await refusalOf(await one.get('/api/places'))).toEqual([403, 'second-factor-required']);
    const session = (await (await one.get('/api/session')).json()) as SessionView;
    expect(session.caller).toMatchObject({ lacksSecondFactor: true, rights: {} });
    expect((await one.get('/api/account')).status).toBe(200);

    const enabled = await one.post('/api/auth/two-factor/enable', { password: TEST_PASSWORD });
    const { totpURI } = (await enabled.json()) as { totpURI: string };
    const totp = URI.parse(totpURI) as TOTP;
    expect(await refusalOf(await one.get('/api/places'))).toEqual([403, 'second-factor-required']);
    await one.post('/api/auth/two-factor/verify-totp', { code: totp.generate() });
    expect((await one.get('/api/places')).status).toBe(200);

    await one.post('/api/auth/two-factor/disable', { password: TEST_PASSWORD });
    expect(await refusalOf(await one.get('/api/places'))).toEqual([403, 'second-factor-required']);
  });

  it('lets nobody with a password alone get past somebody’s passkey by setting up another factor', async () => {
    const person = await system.person('administrator', 'national');
    await system.pool.query(
      `INSERT INTO auth.passkey (id, name, "publicKey", "userId", "credentialID", counter, "deviceType", "backedUp")
       VALUES ($1, 'Theirs', 'x', $1, 'y', 0, 'singleDevice', false)`,
      [person.id],
    );
    const one = new Visitor(system.url);
    await one.signIn(person.email, TEST_PASSWORD);
    for (const [method, path] of [
      ['POST', '/api/auth/two-factor/enable'],
      ['GET', '/api/auth/passkey/generate-register-options'],
      ['POST', '/api/auth/passkey/delete-passkey'],
    ] as const) {
      const body = method === 'POST' ? { password: TEST_PASSWORD, id: person.id } : undefined;
      expect(await refusalOf(await one.request(method, path, body))).toEqual([403, 'passkey-required']);
    }
  });
});

describe('an account of the demonstration', () => {
  let system: TestSystem;
  let one: Visitor;
  let other: Visitor;
  let password: string;

  beforeAll(async () => {
    system = await startSystem({ backend: 'postgres', workers: 0, env: { DEMONSTRATION: 'true' } });
    [one, other] = [new Visitor(system.url), new Visitor(system.url)];
    const { demonstration } = (await (await one.get('/api/session')).json()) as SessionView;
    password = demonstration!.password;
    for (const each of [one, other]) await each.signIn(demonstration!.accounts[0]!.email, password);
  });

  afterAll(() => system?.stop());

  it.each([
    [
      'POST',
      '/api/auth/change-password',
      { currentPassword: 'x', newPassword: 'seven grey herons on a pier' },
    ],
    ['POST', '/api/auth/two-factor/enable', { password: 'x' }],
    ['POST', '/api/auth/two-factor/disable', { password: 'x' }],
    ['POST', '/api/auth/two-factor/generate-backup-codes', { password: 'x' }],
    ['GET', '/api/auth/passkey/generate-register-options', undefined],
    ['POST', '/api/auth/passkey/verify-registration', { response: {} }],
    ['POST', '/api/auth/passkey/update-passkey', { id: 'x', name: 'x' }],
    ['POST', '/api/auth/passkey/delete-passkey', { id: 'x' }],
    ['PATCH', '/api/account', { name: 'Mallory' }],
    ['DELETE', '/api/account/sessions', undefined],
  ])('is the others’ too: %s %s', async (method, path, body) => {
    expect(await refusalOf(await one.request(method, path, body))).toEqual([403, 'shared-account']);
  });

  it('has a language of its own, and shows nobody the sessions of the others', async () => {
    expect((await one.request('PATCH', '/api/account', { locale: 'zh' })).status).toBe(204);
    const sessionsOf = async (each: Visitor) =>
      (await (await each.get('/api/account/sessions')).json()) as SessionEntry[];
    const [mine, theirs] = [await sessionsOf(one), await sessionsOf(other)];
    expect([mine.length, theirs.length]).toEqual([1, 1]);
    expect(mine[0]!.id).not.toBe(theirs[0]!.id);
    const answer = await one.request('DELETE', `/api/account/sessions/${theirs[0]!.id}`);
    expect(await refusalOf(answer)).toEqual([403, 'shared-account']);
    expect((await other.get('/api/account')).status).toBe(200);
  });
});
