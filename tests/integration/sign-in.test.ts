import { type TOTP, URI } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AccountView, SessionEntry } from '../../shared/contract/account.ts';
import { SIGN_IN_ADDRESS_LIMITS } from '../../server/auth/limits.ts';
import { FAILURES_THAT_LOCK } from '../../server/auth/lock-out.ts';
import { issueLink } from '../../shared/platform/stores/invitation.store.ts';
import { TEST_PASSWORD, type TestPerson } from '../harness/people.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';
import { refusalOf, Visitor } from '../harness/visitor.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem({ backend: 'postgres', workers: 0 });
});

afterAll(() => system?.stop());

// Every test comes from one address; what it may do in a minute is the last test's matter.
beforeEach(async () => {
  await system.pool.query('DELETE FROM auth."rateLimit"');
});

const visitor = () => new Visitor(system.url);

async function signedIn(person: Pick<TestPerson, 'email'>, password = TEST_PASSWORD): Promise<Visitor> {
  const one = visitor();
  const answer = await one.signIn(person.email, password);
  expect(answer.status).toBe(200);
  return one;
}

const sessionOf = async (one: Visitor) =>
  ((await (await one.get('/api/session')).json()) as { caller: { email: string } | null }).caller;

async function actionsOf(where: string, value: string): Promise<string[]> {
  const { rows } = await system.pool.query<{ action: string }>(
    `SELECT action FROM access_event WHERE ${where} = $1 ORDER BY id`,
    [value],
  );
  return rows.map(({ action }) => action);
}

describe('a password', () => {
  it('begins a session that a sign-out ends for good', async () => {
    const person = await system.person('operator', 'national');
    const one = await signedIn(person);
    expect(await sessionOf(one)).toMatchObject({ email: person.email });
    const kept = one.cookie;
    expect((await one.post('/api/auth/sign-out')).status).toBe(200);
    expect(one.hasSession).toBe(false);
    const answer = await fetch(`${system.url}/api/account`, { headers: { cookie: kept } });
    expect(answer.status).toBe(401);
    expect(await actionsOf('actor_id', person.id)).toEqual([
      'session.begun',
      'session.begun',
      'session.ended',
    ]);
  });

  it('gives a cookie that scripts cannot read and other sites cannot use', async () => {
    const person = await system.person('operator', 'national');
    const answer = await visitor().signIn(person.email, TEST_PASSWORD);
    const cookie = answer.headers.getSetCookie().find((text) => text.includes('session_token'))!;
    expect(cookie).toMatch(/; HttpOnly/i);
    expect(cookie).toMatch(/; SameSite=Lax/i);
  });

  it('is refused alike whether or not there is an account', async () => {
    const person = await system.person('operator', 'national');
    const [known, unknown] = await Promise.all([
      visitor().signIn(person.email, 'a wrong password'),
      visitor().signIn('nobody@test.example', 'a wrong password'),
    ]);
    expect(known.status).toBe(401);
    expect(unknown.status).toBe(401);
    expect(await known.text()).toBe(await unknown.text());
    const refused = await system.pool.query<{ detail: object }>(
      `SELECT detail FROM access_event WHERE action = 'session.refused' AND detail->>'email' = $1`,
      [person.email],
    );
    expect(refused.rows).toEqual([
      { detail: { email: person.email, by: 'sign-in', reason: 'INVALID_EMAIL_OR_PASSWORD' } },
    ]);
  });

  it('locks the account when it is wrong too often, even for the right one, until the time is over', async () => {
    const person = await system.person('operator', 'national');
    const one = visitor();
    for (let i = 0; i < FAILURES_THAT_LOCK; i++) {
      expect((await one.signIn(person.email, `wrong ${i}`)).status).toBe(401);
    }
    expect(await refusalOf(await one.signIn(person.email, TEST_PASSWORD))).toEqual([429, 'ACCOUNT_LOCKED']);
    expect(await refusalOf(await one.signIn(person.email.toUpperCase(), TEST_PASSWORD))).toEqual([
      429,
      'ACCOUNT_LOCKED',
    ]);
    expect(await actionsOf(`detail->>'email'`, person.email)).toContain('account.locked');

    const { rows } = await system.pool.query<{ left: number }>(
      `UPDATE auth.sign_in_failure SET expire = 1 WHERE expire > 0 AND points >= $1
       RETURNING 0 AS left`,
      [FAILURES_THAT_LOCK],
    );
    expect(rows).toHaveLength(1);
    expect((await one.signIn(person.email, TEST_PASSWORD)).status).toBe(200);
  });

  it('that is set by a link lifts the lock', async () => {
    const person = await system.person('operator', 'national');
    for (let i = 0; i < FAILURES_THAT_LOCK; i++) await visitor().signIn(person.email, 'wrong');
    const token = await issueLink(system.pool, {
      personId: person.id,
      purpose: 'reset',
      createdBy: 'test',
    });
    const password = 'fourteen grey lighthouse otters';
    const use = (chosen: string) => visitor().post(`/api/invitations/${token}`, { password: chosen });
    expect(await refusalOf(await use('short'))).toEqual([400, 'password-too-short']);
    expect((await visitor().signIn(person.email, TEST_PASSWORD)).status).toBe(429);
    expect((await use(password)).status).toBe(204);
    expect((await visitor().signIn(person.email, TEST_PASSWORD)).status).toBe(401);
    expect((await visitor().signIn(person.email, password)).status).toBe(200);
  });

  it('forgets earlier failures when it is right', async () => {
    const person = await system.person('operator', 'national');
    const one = visitor();
    for (let i = 0; i < FAILURES_THAT_LOCK - 1; i++) await one.signIn(person.email, 'wrong');
    expect((await one.signIn(person.email, TEST_PASSWORD)).status).toBe(200);
    expect((await one.signIn(person.email, 'wrong')).status).toBe(401);
    expect((await one.signIn(person.email, TEST_PASSWORD)).status).toBe(200);
  });

  it('is limited by address as well', async () => {
    const { max } = SIGN_IN_ADDRESS_LIMITS['/sign-in/email'];
    const attempt = () => visitor().signIn('nobody@test.example', 'wrong');
    expect((await attempt()).status).toBe(401);
    const counted = await system.pool.query(
      `UPDATE auth."rateLimit" SET count = $1 WHERE key LIKE '%sign-in/email%'`,
      [max - 1],
    );
    expect(counted.rowCount).toBe(1);
    expect((await attempt()).status).toBe(401);
    const refused = await attempt();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('x-retry-after'))).toBeGreaterThan(0);
  });

  it.each([
    ['/api/auth/sign-up/email', { email: 'new@test.example', password: TEST_PASSWORD, name: 'New' }],
    ['/api/auth/change-email', { newEmail: 'new@test.example' }],
    ['/api/auth/list-sessions', {}],
    ['/api/auth/update-user', { name: 'New' }],
    ['/api/auth/two-factor/get-totp-uri', { password: TEST_PASSWORD }],
  ])('opens no way to %s', async (path, body) => {
    const one = await signedIn(await system.person('administrator', 'national'));
    expect((await one.post(path, body)).status).toBe(404);
  });
});

describe('accounts that must not sign in', () => {
  it('refuses a disabled one with no cookie, and ends what it had', async () => {
    const person = await system.person('operator', 'national');
    await system.pool.query('UPDATE auth."user" SET "disabledAt" = now() WHERE id = $1', [person.id]);
    expect((await person.fetch('/api/account')).status).toBe(401);
    const one = visitor();
    expect(await refusalOf(await one.signIn(person.email, TEST_PASSWORD))).toEqual([403, 'ACCOUNT_DISABLED']);
    expect(one.hasSession).toBe(false);
  });

  it('refuses one of the demonstration outside a demonstration', async () => {
    const person = await system.person('operator', 'national');
    await system.pool.query('UPDATE auth."user" SET demonstration = true WHERE id = $1', [person.id]);
    expect((await person.fetch('/api/account')).status).toBe(401);
    expect(await refusalOf(await visitor().signIn(person.email, TEST_PASSWORD))).toEqual([
      403,
      'DEMONSTRATION_ONLY',
    ]);
  });

  it('refuses a disabled one at the second step too', async () => {
    const { person, code } = await withApp();
    const one = visitor();
    await one.signIn(person.email, TEST_PASSWORD);
    await system.pool.query('UPDATE auth."user" SET "disabledAt" = now() WHERE id = $1', [person.id]);
    const answer = await one.post('/api/auth/two-factor/verify-totp', { code: code() });
    expect(await refusalOf(answer)).toEqual([403, 'ACCOUNT_DISABLED']);
    expect(one.hasSession).toBe(false);
  });

  it('knows nobody by a session that is over', async () => {
    const one = await signedIn(await system.person('operator', 'national'));
    expect((await one.get('/api/account')).status).toBe(200);
    const { rows } = await system.pool.query<{ hours: number }>(
      `SELECT extract(epoch FROM max("expiresAt") - now()) / 3600 AS hours FROM auth.session`,
    );
    expect(Number(rows[0]!.hours)).toBeLessThanOrEqual(14);
    await system.pool.query(`UPDATE auth.session SET "expiresAt" = now() - interval '1 second'`);
    expect((await one.get('/api/account')).status).toBe(401);
  });

  it('keeps a session no longer when it is not to be remembered', async () => {
    const person = await system.person('operator', 'national');
    await visitor().post('/api/auth/sign-in/email', {
      email: person.email,
      password: TEST_PASSWORD,
      rememberMe: false,
    });
    const { rows } = await system.pool.query<{ hours: string }>(
      `SELECT extract(epoch FROM max("expiresAt") - now()) / 3600 AS hours FROM auth.session WHERE "userId" = $1`,
      [person.id],
    );
    expect(Number(rows[0]!.hours)).toBeLessThanOrEqual(14);
  });
});

/** A person who has set up an authenticator app, in the session that did so. */
async function withApp() {
  const person = await system.person('operator', 'national');
  const one = await signedIn(person);
  const enabled = await one.post('/api/auth/two-factor/enable', { password: TEST_PASSWORD });
  const { totpURI, backupCodes } = (await enabled.json()) as { totpURI: string; backupCodes: string[] };
  const totp = URI.parse(totpURI) as TOTP;
  // Each code counts once, so every use takes the next period's: one ahead is accepted.
  let ahead = 0;
  const code = () => totp.generate({ timestamp: Date.now() + ahead++ * 30_000 });
  const before = one.cookie;
  expect((await one.post('/api/auth/two-factor/verify-totp', { code: code() })).status).toBe(200);
  return { person, one, before, totp, code, backupCodes };
}

describe('an authenticator app', () => {
  it('is asked for from then on, and ends the sessions that had only a password', async () => {
    const { person, one, before, code } = await withApp();
    expect(one.cookie).not.toBe(before);
    expect((await one.get('/api/account')).status).toBe(200);
    expect((await fetch(`${system.url}/api/account`, { headers: { cookie: before } })).status).toBe(401);
    expect((await person.fetch('/api/account')).status).toBe(401);

    const again = visitor();
    const first = await again.signIn(person.email, TEST_PASSWORD);
    expect(await first.json()).toMatchObject({ twoFactorRedirect: true });
    expect(again.hasSession).toBe(false);
    expect((await again.get('/api/account')).status).toBe(401);
    expect((await again.post('/api/auth/two-factor/verify-totp', { code: code() })).status).toBe(200);
    expect(await sessionOf(again)).toMatchObject({ email: person.email });
    const { rows } = await system.pool.query(
      'SELECT count(*)::int AS n FROM auth.session WHERE "userId" = $1',
      [person.id],
    );
    expect(rows).toEqual([{ n: 2 }]);
    expect(await actionsOf('actor_id', person.id)).toEqual([
      'session.begun',
      'session.begun',
      'second-factor.changed',
      'session.begun',
    ]);
  });

  it('keeps neither its secret nor the backup codes in clear', async () => {
    const { person, totp, backupCodes } = await withApp();
    const { rows } = await system.pool.query<{ secret: string; backupCodes: string }>(
      'SELECT secret, "backupCodes" FROM auth."twoFactor" WHERE "userId" = $1',
      [person.id],
    );
    const stored = rows[0]!;
    expect(stored.secret).not.toContain(totp.secret.base32);
    expect(stored.secret).not.toContain(totp.secret.utf8);
    for (const code of backupCodes) expect(stored.backupCodes).not.toContain(code);
  });

  it('lets each code count once', async () => {
    const { person, code } = await withApp();
    const given = code();
    const [one, other] = [visitor(), visitor()];
    for (const each of [one, other]) await each.signIn(person.email, TEST_PASSWORD);
    expect((await one.post('/api/auth/two-factor/verify-totp', { code: given })).status).toBe(200);
    const second = await other.post('/api/auth/two-factor/verify-totp', { code: given });
    expect(await refusalOf(second)).toEqual([401, 'INVALID_CODE']);
    expect(other.hasSession).toBe(false);
  });

  it('lets each backup code count once', async () => {
    const { person, backupCodes } = await withApp();
    const one = visitor();
    await one.signIn(person.email, TEST_PASSWORD);
    const code = backupCodes[0]!;
    expect((await one.post('/api/auth/two-factor/verify-backup-code', { code })).status).toBe(200);
    expect(await sessionOf(one)).toMatchObject({ email: person.email });
    const other = visitor();
    await other.signIn(person.email, TEST_PASSWORD);
    const again = await other.post('/api/auth/two-factor/verify-backup-code', { code });
    expect(await refusalOf(again)).toEqual([401, 'INVALID_BACKUP_CODE']);
    expect(other.hasSession).toBe(false);
  });

  it('locks after ten wrong codes in a row, over several sign-ins, even for the right one', async () => {
    const { person, code } = await withApp();
    for (let attempt = 0; attempt < 2; attempt++) {
      const one = visitor();
      await one.signIn(person.email, TEST_PASSWORD);
      for (let i = 0; i < 5; i++) {
        const answer = await one.post('/api/auth/two-factor/verify-totp', { code: '000000' });
        expect(await refusalOf(answer)).toEqual([401, 'INVALID_CODE']);
      }
    }
    const one = visitor();
    await one.signIn(person.email, TEST_PASSWORD);
    const right = code();
    const locked = await one.post('/api/auth/two-factor/verify-totp', { code: right });
    expect(await refusalOf(locked)).toEqual([429, 'ACCOUNT_TEMPORARILY_LOCKED']);
    const actions = await actionsOf(`detail->>'email'`, person.email);
    expect(actions.filter((action) => action === 'account.locked')).toHaveLength(1);
    await system.pool.query('UPDATE auth."twoFactor" SET "lockedUntil" = now() WHERE "userId" = $1', [
      person.id,
    ]);
    expect((await one.post('/api/auth/two-factor/verify-totp', { code: right })).status).toBe(200);
  });

  it('lets no device off the second step', async () => {
    const { person, code } = await withApp();
    const one = visitor();
    await one.signIn(person.email, TEST_PASSWORD);
    await one.post('/api/auth/two-factor/verify-totp', { code: code(), trustDevice: true });
    expect([...one.cookies.keys()].filter((name) => name.includes('trust'))).toEqual([]);
    const again = await one.signIn(person.email, TEST_PASSWORD);
    expect(await again.json()).toMatchObject({ twoFactorRedirect: true });
  });

  it('is turned off with the password alone', async () => {
    const { one } = await withApp();
    const wrong = await one.post('/api/auth/two-factor/disable', { password: 'wrong' });
    expect(await refusalOf(wrong)).toEqual([400, 'INVALID_PASSWORD']);
    expect((await one.post('/api/auth/two-factor/disable', {})).status).toBe(400);
    const view = async () => (await (await one.get('/api/account')).json()) as AccountView;
    expect((await view()).secondFactor).toEqual({ enabled: true, required: false });
    expect((await one.post('/api/auth/two-factor/disable', { password: TEST_PASSWORD })).status).toBe(200);
    expect((await view()).secondFactor).toEqual({ enabled: false, required: false });
  });

  it('counts wrong passwords of a stolen session as it does at sign-in', async () => {
    const person = await system.person('operator', 'national');
    const one = await signedIn(person);
    for (let i = 0; i < FAILURES_THAT_LOCK; i++) {
      await one.post('/api/auth/two-factor/enable', { password: `wrong ${i}` });
    }
    const answer = await one.post('/api/auth/two-factor/enable', { password: TEST_PASSWORD });
    expect(await refusalOf(answer)).toEqual([429, 'ACCOUNT_LOCKED']);
  });
});

describe('one’s own account', () => {
  it('shows and changes name and language, and nothing else', async () => {
    const person = await system.person('operator', 'national');
    const view = async () => (await (await person.fetch('/api/account')).json()) as AccountView;
    expect(await view()).toEqual({
      name: 'Test operator-national',
      email: person.email,
      locale: 'en',
      shared: false,
      password: true,
      provider: false,
      secondFactor: { enabled: false, required: false },
      passkeys: 0,
      fresh: true,
    });
    const change = (body: unknown) =>
      person.fetch('/api/account', { method: 'PATCH', body: JSON.stringify(body) });
    expect((await change({ name: ' 林青 ', locale: 'zh' })).status).toBe(204);
    expect(await view()).toMatchObject({ name: '林青', locale: 'zh' });
    for (const wrong of [{}, { name: ' ' }, { locale: 'fr' }, { email: 'other@test.example' }, { id: 'x' }]) {
      expect(await refusalOf(await change(wrong))).toEqual([400, 'invalid-body']);
    }
    expect(await actionsOf('subject', `person:${person.id}`)).toContain('account.changed');
  });

  it('changes the password by the rules, and ends the other sessions with it', async () => {
    const person = await system.person('operator', 'national');
    const [one, other] = [await signedIn(person), await signedIn(person)];
    const change = (currentPassword: string, newPassword: string) =>
      one.post('/api/auth/change-password', { currentPassword, newPassword });
    const good = 'seven grey herons on a pier';
    expect(await refusalOf(await change('wrong', good))).toEqual([400, 'INVALID_PASSWORD']);
    expect(await refusalOf(await change(TEST_PASSWORD, 'short'))).toEqual([400, 'PASSWORD_TOO_SHORT']);
    expect(await refusalOf(await change(TEST_PASSWORD, 'password1234'))).toEqual([400, 'PASSWORD_GUESSABLE']);
    const own = `${person.email}12`;
    expect(await refusalOf(await change(TEST_PASSWORD, own))).toEqual([400, 'PASSWORD_GUESSABLE']);

    const before = one.cookie;
    expect((await change(TEST_PASSWORD, good)).status).toBe(200);
    expect(one.cookie).not.toBe(before);
    expect((await one.get('/api/account')).status).toBe(200);
    expect((await other.get('/api/account')).status).toBe(401);
    expect((await fetch(`${system.url}/api/account`, { headers: { cookie: before } })).status).toBe(401);
    expect((await visitor().signIn(person.email, TEST_PASSWORD)).status).toBe(401);
    await signedIn(person, good);
    expect(await actionsOf('actor_id', person.id)).toContain('password.changed');
  });

  it('lists the sessions without their tokens, and ends them for good', async () => {
    const person = await system.person('operator', 'national');
    const [one, other, third] = [await signedIn(person), await signedIn(person), await signedIn(person)];
    const list = async () => (await (await one.get('/api/account/sessions')).json()) as SessionEntry[];
    const sessions = await list();
    expect(sessions).toHaveLength(4);
    expect(sessions.filter(({ current }) => current)).toHaveLength(1);
    expect(sessions[0]).toMatchObject({ method: 'password', address: expect.stringMatching(/127\.0\.0\.1/) });
    const { rows } = await system.pool.query<{ token: string }>('SELECT token FROM auth.session');
    const shown = JSON.stringify(sessions);
    for (const { token } of rows) expect(shown).not.toContain(token);

    const idOf = async (each: Visitor) =>
      ((await (await each.get('/api/account/sessions')).json()) as SessionEntry[]).find((s) => s.current)!.id;
    expect((await one.request('DELETE', `/api/account/sessions/${await idOf(other)}`)).status).toBe(204);
    expect((await other.get('/api/account')).status).toBe(401);
    expect((await third.get('/api/account')).status).toBe(200);
    expect((await one.request('DELETE', '/api/account/sessions')).status).toBe(204);
    expect((await third.get('/api/account')).status).toBe(401);
    expect(await list()).toHaveLength(1);
    expect(await actionsOf('actor_id', person.id)).toContain('session.ended');
  });

  it('lets nobody see or end the sessions of others', async () => {
    const [mine, theirs] = [
      await signedIn(await system.person('administrator', 'national')),
      await signedIn(await system.person('operator', 'national')),
    ];
    const [session] = (await (await theirs.get('/api/account/sessions')).json()) as SessionEntry[];
    const answer = await mine.request('DELETE', `/api/account/sessions/${session!.id}`);
    expect(await refusalOf(answer)).toEqual([404, 'not-found']);
    expect((await theirs.get('/api/account')).status).toBe(200);
  });

  it.each(['/api/account', '/api/account/sessions'])('is not for machines: %s', async (path) => {
    expect((await system.fetch(path)).status).toBe(403);
    expect((await fetch(`${system.url}${path}`)).status).toBe(401);
  });

  it('refuses a change that a page of another site sends', async () => {
    const person = await system.person('operator', 'national');
    const answer = await fetch(`${system.url}/api/account`, {
      method: 'PATCH',
      headers: {
        cookie: person.cookie,
        origin: 'https://elsewhere.example',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ name: 'Mallory' }),
    });
    expect(await refusalOf(answer)).toEqual([403, 'foreign-origin']);
  });

  it('asks for a fresh session, or the password, to remove a passkey', async () => {
    const person = await system.person('operator', 'national');
    const one = await signedIn(person);
    await system.pool.query(
      `INSERT INTO auth.passkey (id, name, "publicKey", "userId", "credentialID", counter, "deviceType", "backedUp")
       VALUES ('old', 'Old', 'x', $1, 'y', 0, 'singleDevice', false)`,
      [person.id],
    );
    await system.pool.query(`UPDATE auth.session SET "createdAt" = now() - interval '31 minutes'`);
    const remove = (body: object) => one.post('/api/auth/passkey/delete-passkey', { id: 'old', ...body });
    expect(await refusalOf(await remove({}))).toEqual([403, 'SESSION_NOT_FRESH']);
    expect(await refusalOf(await remove({ password: 'wrong' }))).toEqual([400, 'INVALID_PASSWORD']);
    expect(await refusalOf(await one.get('/api/auth/passkey/generate-register-options'))).toEqual([
      403,
      'SESSION_NOT_FRESH',
    ]);
    expect((await (await one.get('/api/account')).json()) as AccountView).toMatchObject({
      fresh: false,
      passkeys: 1,
    });
    expect((await remove({ password: TEST_PASSWORD })).status).toBe(200);
    expect(await actionsOf('actor_id', person.id)).toContain('passkey.changed');
  });

  it('asks browsers for the person’s PIN, finger or face with a passkey', async () => {
    const one = await signedIn(await system.person('operator', 'national'));
    const registration = await one.get('/api/auth/passkey/generate-register-options?name=Other');
    expect(await registration.json()).toMatchObject({
      authenticatorSelection: { userVerification: 'required', residentKey: 'required' },
      user: { name: expect.stringContaining('@test.example') },
    });
    const authentication = await visitor().get('/api/auth/passkey/generate-authenticate-options');
    expect(await authentication.json()).toMatchObject({ userVerification: 'required' });
  });
});
