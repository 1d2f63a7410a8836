import type pg from 'pg';
import type { Assignment } from '../../shared/domain/access/grant.ts';
import { createAuthPool } from '../../shared/platform/db/auth-pool.ts';
import { createLog } from '../../shared/platform/log.ts';
import { replaceAssignments } from '../../shared/platform/stores/access.store.ts';
import { Accounts } from '../../server/auth/accounts.ts';
import { createAuth } from '../../server/auth/auth.ts';
import { createPasswordCheck } from '../../server/auth/password-rules.ts';
import { SignInGuard } from '../../server/auth/sign-in-guard.ts';

export const TEST_PASSWORD = 'correct horse battery staple 42';

/** An account with a session on the test's server. */
export interface TestPerson {
  id: string;
  email: string;
  cookie: string;
  /** Fetches a path of the server as a page of its own would, signed in. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

/** Accounts of a test system, made past its server and signed in at it. */
export class People {
  readonly #url: string;
  readonly #pool: pg.Pool;
  readonly #authPool: pg.Pool;
  readonly #accounts: Accounts;
  /** Once the password of all is hashed for the first alone: a hash is made to take its time. */
  readonly #ready: Promise<void>;
  #count = 0;

  constructor(options: { databaseUrl: string; url: string; pool: pg.Pool; authSecret: string }) {
    const log = createLog('server', 'silent');
    this.#url = options.url;
    this.#pool = options.pool;
    this.#authPool = createAuthPool(options.databaseUrl, log);
    const guard = new SignInGuard({
      authPool: this.#authPool,
      pool: options.pool,
      checkPassword: createPasswordCheck(undefined),
      log,
    });
    const auth = createAuth({
      config: { authSecret: options.authSecret, oidc: undefined },
      publicUrl: options.url,
      trustedOrigins: [options.url],
      pool: this.#authPool,
      guard,
      log,
    });
    this.#accounts = new Accounts(auth);
    this.#ready = auth.$context.then(({ password }) => {
      const { hash } = password;
      let known: Promise<string> | undefined;
      password.hash = (text) => (text === TEST_PASSWORD ? (known ??= hash(text)) : hash(text));
    });
  }

  async add(assignments: readonly Assignment[]): Promise<TestPerson> {
    await this.#ready;
    const label = assignments.map(({ role, scope }) => `${role}-${scope.replace(':', '-')}`).join('-');
    const email = `${label || 'nobody'}-${++this.#count}@test.example`;
    const id = await this.#accounts.add({ name: `Test ${label}`, email, locale: 'en' });
    await this.#accounts.setPassword(id, TEST_PASSWORD);
    await replaceAssignments(this.#pool, id, assignments, 'test');
    return { id, email, ...(await signIn(this.#url, email, TEST_PASSWORD)) };
  }

  close(): Promise<void> {
    return this.#authPool.end();
  }
}

/** Signs in with a password; throws where that is refused. */
export async function signIn(
  url: string,
  email: string,
  password: string,
): Promise<Pick<TestPerson, 'cookie' | 'fetch'>> {
  const answer = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email, password }),
  });
  if (answer.status !== 200) throw new Error(`sign-in: ${answer.status} ${await answer.text()}`);
  const cookie = answer.headers
    .getSetCookie()
    .map((text) => text.split(';')[0])
    .join('; ');
  return {
    cookie,
    fetch: (path, init) => {
      const headers = new Headers(init?.headers);
      headers.set('cookie', cookie);
      headers.set('origin', url);
      if (typeof init?.body === 'string' && !headers.has('content-type')) {
        headers.set('content-type', 'application/json');
      }
      return fetch(`${url}${path}`, { ...init, headers });
    },
  };
}
