import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SessionEntry } from '../../shared/contract/account.ts';
import { TestProvider, CLIENT } from '../harness/oidc-provider.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';
import { refusalOf, Visitor } from '../harness/visitor.ts';

const environment = (issuer: string) => ({
  OIDC_ISSUER: issuer,
  OIDC_CLIENT_ID: CLIENT.id,
  OIDC_CLIENT_SECRET: CLIENT.secret,
  OIDC_NAME: 'Customs Sign-in',
});

let system: TestSystem;
let provider: TestProvider;

// The provider is away while the server starts.
beforeAll(async () => {
  provider = await TestProvider.prepare();
  system = await startSystem({ backend: 'postgres', workers: 0, env: environment(provider.issuer) });
});

afterAll(async () => {
  await system?.stop();
  await provider?.stop();
});

beforeEach(async () => {
  await system.pool.query('DELETE FROM auth."rateLimit"');
});

const visitor = () => new Visitor(system.url);

/** Asks for the way to the provider. */
const begin = (one: Visitor, body: object = {}) =>
  one.post('/api/auth/sign-in/social', {
    provider: 'oidc',
    callbackURL: '/board',
    errorCallbackURL: '/sign-in',
    ...body,
  });

/** Follows the provider's pages up to the address that it sends the browser back to. */
async function throughProvider(one: Visitor): Promise<string> {
  const answer = await begin(one);
  expect(answer.status).toBe(200);
  let address = ((await answer.json()) as { url: string }).url;
  const cookies = new Map<string, string>();
  while (!address.startsWith(system.url)) {
    const response = await fetch(address, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
    });
    for (const text of response.headers.getSetCookie()) {
      const [name = '', value = ''] = text.split(';')[0]!.split('=');
      cookies.set(name, value);
    }
    const next = response.headers.get('location');
    if (next === null) throw new Error(`the provider went no further: ${await response.text()}`);
    address = new URL(next, address).href;
  }
  return address;
}

/** The address of this site that an answer of the server sends the browser to. */
async function landing(one: Visitor, address: string): Promise<string> {
  const { pathname, search } = new URL((await one.get(address)).headers.get('location')!, system.url);
  return pathname + search;
}

/** An invited person, and an account at the provider with the same address. */
async function invited(sub: string): Promise<{ id: string; email: string }> {
  const { id, email } = await system.person('operator', 'national');
  provider.person = { sub, email, verified: true };
  return { id, email };
}

const callerOf = async (one: Visitor) =>
  ((await (await one.get('/api/session')).json()) as { caller: { id: string } | null }).caller;

describe('sign-in by a provider', () => {
  it('starts without the provider, says so, and works once it is back', async () => {
    expect(await refusalOf(await begin(visitor()))).toEqual([404, 'PROVIDER_NOT_FOUND']);
    await provider.start(`${system.url}/api/auth/callback/oidc`);
    expect((await begin(visitor())).status).toBe(200);
  });

  it('signs in the person whose address the provider vouches for, and knows them again', async () => {
    const { id, email } = await invited('known');
    const one = visitor();
    expect(await landing(one, await throughProvider(one))).toBe('/board');
    expect(await callerOf(one)).toMatchObject({ id, email });
    const sessions = (await (await one.get('/api/account/sessions')).json()) as SessionEntry[];
    expect(sessions.find(({ current }) => current)).toMatchObject({ method: 'oidc' });

    // The account at the provider counts from now on, whatever its address has become.
    provider.person = { sub: 'known', email: 'moved@elsewhere.example', verified: false };
    const again = visitor();
    expect(await landing(again, await throughProvider(again))).toBe('/board');
    expect(await callerOf(again)).toMatchObject({ id, email });

    const { rows } = await system.pool.query(
      `SELECT "accessToken", "refreshToken", "idToken" FROM auth.account WHERE "providerId" = 'oidc' AND "userId" = $1`,
      [id],
    );
    expect(rows).toEqual([{ accessToken: null, refreshToken: null, idToken: null }]);
    const events = await system.pool.query(
      `SELECT detail FROM access_event WHERE action = 'session.begun' AND actor_id = $1 ORDER BY id DESC LIMIT 1`,
      [id],
    );
    expect(events.rows).toEqual([{ detail: { method: 'oidc' } }]);
  });

  it('refuses somebody who has not been invited', async () => {
    provider.person = { sub: 'stranger', email: 'stranger@test.example', verified: true };
    const one = visitor();
    expect(await landing(one, await throughProvider(one))).toBe('/sign-in?error=signup_disabled');
    expect(one.hasSession).toBe(false);
    const { rows } = await system.pool.query('SELECT 1 FROM auth."user" WHERE email = $1', [
      'stranger@test.example',
    ]);
    expect(rows).toEqual([]);
    const refused = await system.pool.query(
      `SELECT detail FROM access_event WHERE action = 'session.refused' ORDER BY id DESC LIMIT 1`,
    );
    expect(refused.rows).toEqual([{ detail: { by: 'callback', reason: 'signup_disabled' } }]);
  });

  it('refuses an address that the provider has not verified', async () => {
    const { email } = await invited('unverified');
    provider.person = { sub: 'unverified', email, verified: false };
    const one = visitor();
    expect(await landing(one, await throughProvider(one))).toBe('/sign-in?error=account_not_linked');
    expect(one.hasSession).toBe(false);
  });

  it.each([
    ['takes', 'the directory owns its domain', {}, true, '/board'],
    ['takes', 'the directory owns its domain', {}, '1', '/board'],
    ['refuses', 'nothing is said of it', {}, undefined, '/sign-in?error=account_not_linked'],
    ['refuses', 'its domain is another’s', {}, false, '/sign-in?error=account_not_linked'],
    ['refuses', 'it is denied', { verified: false }, true, '/sign-in?error=account_not_linked'],
  ])('%s an address where %s (Entra ID)', async (_verb, _where, said, domainOwned, end) => {
    const { email } = await invited('entra');
    provider.person = { sub: `entra-${email}`, email, ...said, domainOwned };
    const one = visitor();
    expect(await landing(one, await throughProvider(one))).toBe(end);
  });

  it('refuses a disabled account', async () => {
    const { id } = await invited('disabled');
    await system.pool.query('UPDATE auth."user" SET "disabledAt" = now() WHERE id = $1', [id]);
    const one = visitor();
    expect(await landing(one, await throughProvider(one))).toMatch(/^\/sign-in\?error=ACCOUNT_DISABLED/);
    expect(one.hasSession).toBe(false);
  });

  it('takes each answer of the provider once', async () => {
    await invited('replayed');
    const one = visitor();
    const address = await throughProvider(one);
    const before = new Map(one.cookies);
    expect(await landing(one, address)).toBe('/board');
    await one.post('/api/auth/sign-out');
    for (const [name, value] of before) one.cookies.set(name, value);
    expect(await landing(one, address)).toBe('/sign-in?error=state_mismatch');
    expect(one.hasSession).toBe(false);
  });

  it('takes an answer in the browser alone that asked for it', async () => {
    await invited('elsewhere');
    const [one, other] = [visitor(), visitor()];
    const address = await throughProvider(one);
    expect(await landing(other, address)).toBe('/sign-in?error=state_mismatch');
    expect(other.hasSession).toBe(false);
  });

  it('refuses a state that it has not given', async () => {
    await invited('forged');
    const one = visitor();
    const address = new URL(await throughProvider(one));
    address.searchParams.set('state', 'x'.repeat(32));
    expect(await landing(one, address.href)).toBe('/sign-in?error=state_mismatch');
    expect(await landing(one, '/api/auth/callback/oidc?code=x')).toBe('/sign-in?error=state_not_found');
    expect(one.hasSession).toBe(false);
  });

  it('takes no tokens from browsers, and leads to no other site', async () => {
    const token = await begin(visitor(), { idToken: { token: 'x.y.z', nonce: 'n' } });
    expect(await refusalOf(token)).toEqual([400, 'TOKEN_NOT_ACCEPTED']);
    const away = await begin(visitor(), { callbackURL: 'https://elsewhere.example/' });
    expect(away.status).toBe(403);
  });

  it('tells of the provider on the sign-in page', async () => {
    const view = await (await visitor().get('/api/session')).json();
    expect(view).toMatchObject({ provider: { name: 'Customs Sign-in' } });
  });
});

it('starts although the provider takes calls and never answers', async () => {
  const silent = createServer(() => undefined);
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const sockets = new Set<Socket>();
  silent.on('connection', (socket) => sockets.add(socket));
  const { port } = silent.address() as AddressInfo;
  const started = await startSystem({
    backend: 'postgres',
    workers: 0,
    env: environment(`http://127.0.0.1:${port}`),
  });
  try {
    await started.person('operator', 'national');
    expect(sockets.size).toBeGreaterThan(0);
  } finally {
    await started.stop();
    for (const socket of sockets) socket.destroy();
    silent.close();
  }
});
