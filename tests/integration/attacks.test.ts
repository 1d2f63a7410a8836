import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { ROLES } from '../../shared/domain/access/role.ts';
import { declaredRoutes, needOf } from '../../server/http/declared-routes.test-kit.ts';
import type { Route } from '../../server/http/route.ts';
import type { TestPerson } from '../harness/people.ts';
import { issueLink } from '../../shared/platform/stores/invitation.store.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';
import { until } from '../harness/until.ts';

let system: TestSystem;
/** Somebody with every role of people at the nation: attacks must fail for other reasons than a missing right. */
let anyone: TestPerson;

beforeAll(async () => {
  system = await startSystem({ backend: 'postgres', workers: 0 });
  anyone = await system.people(
    ROLES.map((role) => ({ role, scope: role === 'officer' ? 'house:2201' : 'national' })),
  );
});
afterAll(() => system?.stop());

/** Ends the session of who calls, or belongs to better-auth, which reads bodies by its own rules. */
const apart = (route: Route) => route.path.startsWith('/api/auth/');
const routes = declaredRoutes();
const unsafe = routes.filter((route) => route.method !== 'get');
const title = (route: Route) => [route.method.toUpperCase(), route.path, route] as const;

/** What must never leave the server: traces, statements, paths of its files. */
const INTERNALS =
  /\bSELECT\b.*\bFROM\b|INSERT INTO|node_modules|\.ts:\d+|\bat .+\(.+:\d+:\d+\)|pg_catalog|syntax error at/s;

/** What only lodging systems may do, their key must be sent for. */
const forMachines = (path: string) => /^\/api\/(declarations|places\/houses)$/.test(path);

async function send(path: string, init: RequestInit = {}): Promise<{ status: number; text: string }> {
  const json = { 'content-type': 'application/json' };
  const response =
    init.method === 'POST' && forMachines(path)
      ? await system.fetch(path, { ...init, headers: json })
      : await anyone.fetch(path, { redirect: 'manual', ...init });
  const text = await response.text();
  expect(text).not.toMatch(INTERNALS);
  return { status: response.status, text };
}

const withParameters = (path: string, value: string) =>
  path.replaceAll(/[:*]\w+/g, encodeURIComponent(value));

describe('sessions', () => {
  it('that are over are worth nothing', async () => {
    const person = await system.person('manager', 'national');
    expect((await person.fetch('/api/places')).status).toBe(200);
    await system.pool.query(
      `UPDATE auth.session SET "expiresAt" = now() - interval '1 second' WHERE "userId" = $1`,
      [person.id],
    );
    expect((await person.fetch('/api/places')).status).toBe(401);
  });

  it('whose signature was changed by one character are worth nothing', async () => {
    const person = await system.person('manager', 'national');
    const [name, value = ''] = person.cookie.split(/=(.*)/s);
    for (const at of [0, 5, value.length - 5]) {
      const other = value[at] === 'A' ? 'B' : 'A';
      const cookie = `${name}=${value.slice(0, at)}${other}${value.slice(at + 1)}`;
      const answer = await fetch(`${system.url}/api/places`, { headers: { cookie } });
      expect([at, answer.status]).toEqual([at, 401]);
    }
  });

  it('are kept in cookies that no script reads and no other site sends', async () => {
    const answer = await fetch(`${system.url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: system.url },
      body: JSON.stringify({ email: anyone.email, password: 'correct horse battery staple 42' }),
    });
    expect(answer.status).toBe(200);
    for (const cookie of answer.headers.getSetCookie()) {
      expect(cookie).toMatch(/; HttpOnly/i);
      expect(cookie).toMatch(/; SameSite=(Lax|Strict)/i);
    }
  });

  it('are, by TLS, in cookies that no neighbouring host can set', async () => {
    const secure = await startSystem({
      backend: 'postgres',
      workers: 0,
      env: { PUBLIC_URL: 'https://tidewaiter.example' },
    });
    try {
      const answer = await fetch(`${secure.url}/api/auth/passkey/generate-authenticate-options`);
      const cookies = answer.headers.getSetCookie();
      expect(cookies).toHaveLength(1);
      expect(cookies[0]).toMatch(/^__Host-tidewaiter\./);
      expect(cookies[0]).toMatch(/; Path=\/;/);
      expect(cookies[0]).toMatch(/; Secure/);
      expect(cookies[0]).not.toMatch(/; Domain=/i);
    } finally {
      await secure.stop();
    }
  });

  it('cannot be begun by another site’s form', async () => {
    const body = JSON.stringify({ email: anyone.email, password: 'correct horse battery staple 42' });
    for (const headers of [
      { 'content-type': 'application/json', origin: 'https://elsewhere.example' },
      { 'content-type': 'application/json' },
      { 'content-type': 'text/plain', origin: 'https://elsewhere.example' },
      { 'content-type': 'application/json', origin: 'null' },
    ]) {
      const answer = await fetch(`${system.url}/api/auth/sign-in/email`, { method: 'POST', headers, body });
      expect([headers, answer.status]).toEqual([headers, 403]);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
  });
});

describe('passwords', () => {
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(system.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: system.url, ...headers },
      body: JSON.stringify(body),
    });
  const statusesOf = async (answers: Promise<Response>[]) => {
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    return statuses.toSorted((a, b) => a - b);
  };
  const TEN_THEN_LOCKED = [...Array.from({ length: 10 }, () => 401), 429, 429, 429, 429, 429];

  it('guessed all at the same moment are ten guesses, no more', async () => {
    const { email } = await system.person('operator', 'national');
    const guesses = Array.from({ length: 15 }, (_, i) =>
      post('/api/auth/sign-in/email', { email, password: `a wrong one, number ${i}` }),
    );
    expect(await statusesOf(guesses)).toEqual(TEN_THEN_LOCKED);
    const { rows } = await system.pool.query(
      `SELECT 1 FROM access_event WHERE action = 'account.locked' AND detail->>'email' = $1`,
      [email],
    );
    expect(rows).toHaveLength(1);
  });

  it('guessed where a passkey is removed count too', async () => {
    const person = await system.person('operator', 'national');
    const guess = (password: string) =>
      person.fetch('/api/auth/passkey/delete-passkey', {
        method: 'POST',
        body: JSON.stringify({ id: 'none', password }),
      });
    for (let i = 0; i < 10; i++) expect((await guess(`a wrong one, number ${i}`)).status).toBe(400);
    expect((await guess('correct horse battery staple 42')).status).toBe(429);
  });
});

describe('a link', () => {
  const linkFor = async (id: string, purpose: 'set-up' | 'reset') =>
    issueLink(system.pool, { personId: id, purpose, createdBy: 'test' });
  const use = (token: string, body: object) =>
    fetch(`${system.url}/api/invitations/${token}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: system.url },
      body: JSON.stringify(body),
    });

  it('used twice at the same moment makes the account one person’s', async () => {
    const { id } = await system.person('administrator', 'national');
    const token = await linkFor(id, 'set-up');
    const names = ['one', 'two', 'three', 'four'];
    const answers = await Promise.all(
      names.map((name) =>
        use(token, { name, email: `${name}@first.example`, password: `grey lighthouse otters of ${name}` }),
      ),
    );
    const winners = names.filter((_, i) => answers[i]!.status === 204);
    expect(winners).toHaveLength(1);
    const { rows } = await system.pool.query('SELECT name, email FROM auth."user" WHERE id = $1', [id]);
    expect(rows).toEqual([{ name: winners[0], email: `${winners[0]}@first.example` }]);
  });

  it('that still works is not written into the log', async () => {
    let log = '';
    system.server().stdout!.on('data', (chunk: Buffer) => (log += chunk.toString()));
    const { id } = await system.person('operator', 'national');
    const token = await linkFor(id, 'reset');
    expect((await use(token, { password: 'short' })).status).toBe(400);
    await until('the refusal is in the log', () => log.includes('password-too-short'));
    expect(log).toContain('/api/invitations/:token');
    expect(log).not.toContain(token);
  });
});

describe('forged requests', () => {
  it.each(unsafe.filter(({ path }) => !forMachines(path)).map(title))(
    '%s %s is refused to a page of another site',
    async (method, path) => {
      for (const origin of [
        'https://elsewhere.example',
        'null',
        `${system.url}.elsewhere.example`,
        undefined,
      ]) {
        const headers = { cookie: anyone.cookie, ...(origin !== undefined && { origin }) };
        const answer = await fetch(system.url + withParameters(path, 'x'), {
          method,
          headers: { ...headers, 'content-type': 'application/json' },
          ...(method !== 'DELETE' && { body: '{}' }),
        });
        expect([origin, answer.status, await answer.text()]).toEqual([
          origin,
          403,
          expect.stringContaining('foreign-origin'),
        ]);
      }
    },
  );
});

describe('reading for somebody else', () => {
  const reads = routes.filter(({ method, access }) => method === 'get' && !('open' in access));
  it.each(reads.map(title))('%s %s is refused to a page of another site', async (_method, path) => {
    const from = (site: string) =>
      anyone.fetch(withParameters(path, 'x'), { headers: { 'sec-fetch-site': site } });
    for (const site of ['cross-site', 'same-site']) {
      const answer = await from(site);
      expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('foreign-origin')]);
    }
    const own = await from('same-origin');
    expect(await own.text()).not.toContain('foreign-origin');
  });
});

describe('more than is asked for', () => {
  const bodies = routes.filter((route) => route.body !== undefined);
  const unknownKeys = (schema: z.ZodType, value: unknown) =>
    schema.safeParse(value).error?.issues.some((issue) => issue.code === 'unrecognized_keys') === true;

  it.each(bodies.map(title))('%s %s takes no field it does not know', (_method, _path, { body }) => {
    expect(unknownKeys(body!, { role: 'administrator', surelyNoField: 1 })).toBe(true);
  });

  it.each(bodies.map(title))('%s %s lets no prototype in', async (method, path, { body }) => {
    const poison = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}';
    const parsed = body!.safeParse(JSON.parse(poison));
    expect(parsed.success).toBe(false);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    const { status } = await send(withParameters(path, 'x'), { method, body: poison });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });

  it.each(routes.filter(({ query }) => query !== undefined).map(title))(
    '%s %s takes each parameter once, and none it does not know',
    async (method, path, { query }) => {
      expect(unknownKeys(query!, { surelyNoField: '1' })).toBe(true);
      const [name] = Object.keys((query as z.ZodObject).shape);
      const twice = await send(`${withParameters(path, 'x')}?${name}=a&${name}=b`, { method });
      expect([400, 404]).toContain(twice.status);
    },
  );
});

const HOSTILE = [
  `' OR '1'='1`,
  `'; DROP TABLE declaration; --`,
  `1) UNION SELECT 1 --`,
  '\\',
  '%',
  '_%_%_%',
  '${7*7}{{7*7}}',
  '<script>alert(1)</script>',
  '../../../../etc/passwd',
  '\u0000',
  '\uD800',
  '\u202Egnp.exe',
  `${'a'.repeat(5000)}!`,
  `${'('.repeat(2000)}a+)+$`,
  `${' '.repeat(3000)}x`,
  '-1',
  '9999999999999999999999',
  'NaN',
  '1e309',
  '__proto__',
  'constructor',
];

describe('hostile texts', () => {
  const searches = routes.filter((route) => route.method === 'get' && route.query !== undefined);
  it.each(searches.map(title))(
    '%s %s keeps to its answer in every field',
    async (_method, path, { query }) => {
      for (const name of Object.keys((query as z.ZodObject).shape)) {
        for (const text of HOSTILE) {
          const value = encodeURIComponent(text.toWellFormed());
          const { status } = await send(`${withParameters(path, 'x')}?${name}=${value}`);
          expect([name, text.slice(0, 40), status]).toSatisfy(([, , s]: [string, string, number]) => s < 500);
        }
      }
    },
  );

  const named = routes.filter((route) => /[:*]/.test(route.path) && !apart(route));
  it.each(named.map(title))('%s %s finds nothing by them', async (method, path) => {
    for (const text of HOSTILE) {
      const { status } = await send(withParameters(path, text.toWellFormed()), {
        method,
        ...(method !== 'GET' && method !== 'DELETE' && { body: '{}' }),
      });
      expect([text.slice(0, 40), status]).toSatisfy(([, s]: [string, number]) => s >= 400 && s < 500);
    }
  });

  it.each(['%', '%zz', '%c0%ae', '%00'])('an address with %s is refused', async (text) => {
    expect((await send(`/api/declarations/${text}`)).status).toBeLessThan(500);
  });
});

describe('bodies that hurt', () => {
  const bodies = routes.filter((route) => route.body !== undefined);
  const megabytes = ({ bodyLimit = '' }: Route) => Number(/^(\d+)mb$/.exec(bodyLimit)?.[1] ?? 9);
  it.each(bodies.map(title))('%s %s: too large, too deep, not JSON', async (method, path, route) => {
    const at = withParameters(path, 'x');
    const more = (megabytes(route) + 1) * 1024 * 1024;
    const huge = await send(at, { method, body: JSON.stringify({ x: 'x'.repeat(more) }) });
    expect(huge.status).toBe(413);
    const depth = 20_000;
    for (const body of [
      `${'['.repeat(depth)}${']'.repeat(depth)}`,
      `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`,
      '{"a":',
      'null',
      '7',
      '"text"',
      '[]',
      '{"a":1}{"b":2}',
    ]) {
      const { status } = await send(at, { method, body });
      expect([body.slice(0, 12), status]).toSatisfy(([, s]: [string, number]) => s >= 400 && s < 500);
    }
  });
});

describe('bodies of no stated length', () => {
  const taking = routes.filter(({ method, path }) => method === 'post' && apart({ path } as Route));
  it.each(taking.map(title))('%s %s is refused before it fills the memory', async (_method, path) => {
    const { hostname, port } = new URL(system.url);
    const headers = {
      cookie: anyone.cookie,
      origin: system.url,
      'content-type': 'application/json',
      'transfer-encoding': 'chunked',
    };
    const status = await new Promise<number | undefined>((resolve) => {
      const request = httpRequest({ hostname, port, method: 'POST', path, headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      request.once('error', () => resolve(undefined));
      // Of no stated length: the limit is found out while it is read.
      request.end(Buffer.alloc(200_000, ' '));
    });
    expect(status).toBe(413);
  });
});

describe('addresses', () => {
  /** Sends a path as it is: fetch would tidy it up. */
  function raw(
    path: string,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; text: string }> {
    const { hostname, port } = new URL(system.url);
    return new Promise((resolve, reject) => {
      httpRequest({ hostname, port, path, headers }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve({ status: response.statusCode!, text }));
      })
        .on('error', reject)
        .end();
    });
  }

  it.each([
    '/assets/../../package.json',
    '/assets/..%2f..%2fpackage.json',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/..%5c..%5cpackage.json',
    '/.env',
    '/.git/config',
    '/%2e%2e/%2e%2e/etc/passwd',
    '//etc/passwd',
  ])('%s leads to no file', async (path) => {
    const { text } = await raw(path);
    expect(text).not.toMatch(/"name": "tidewaiter"|root:|\[core\]/);
  });

  it('do not follow the name a client sends as the host', async () => {
    const { text } = await raw('/api/session', { host: 'elsewhere.example' });
    expect(text).not.toContain('elsewhere.example');
  });

  it.each(['/api/nothing', '/api/auth/sign-up/email', '/api/auth/list-sessions', '/api/auth/api-key/create'])(
    '%s is not served',
    async (path) => {
      expect((await send(path, { method: 'POST', body: '{}' })).status).toBe(404);
      expect((await send(path)).status).toBe(404);
    },
  );
});

describe('answers', () => {
  it.each(['/board', '/sign-in', '/api/session', '/api/nothing', '/nowhere'])(
    'of %s carry the headers that keep a browser safe',
    async (path) => {
      const { headers } = await fetch(system.url + path, { redirect: 'manual' });
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain(`default-src 'none'`);
      expect(policy).toContain(`script-src 'self';`);
      expect(policy).toContain(`frame-ancestors 'none'`);
      expect(policy).not.toMatch(/script-src[^;]*unsafe|\*/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  it('of the interface are kept by no cache', async () => {
    for (const route of routes.filter(({ method, path }) => method === 'get' && path.startsWith('/api/'))) {
      if (apart(route) || needOf(route) === 'own display') continue;
      const answer = await anyone.fetch(withParameters(route.path, 'x'));
      await answer.body?.cancel();
      if (answer.status === 200)
        expect([route.path, answer.headers.get('cache-control')]).toEqual([route.path, 'no-store']);
    }
  });

  it('that are files are never shown inline', async () => {
    const from = new Date(Date.now() - 3_600_000).toISOString();
    const asked: Record<string, string> = { '/api/alarm-kpis.csv': `?scope=national&from=${from}` };
    for (const { path } of routes.filter((route) => /\.(csv|pdf)$/.test(route.path))) {
      const answer = await anyone.fetch(path + (asked[path] ?? ''));
      expect([path, answer.status]).toEqual([path, 200]);
      expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename=/);
      await answer.body?.cancel();
    }
  });
});
