import { createHash } from 'node:crypto';
import { APIError, createAuthMiddleware } from 'better-auth/api';
import { RateLimiterPostgres, type RateLimiterRes } from 'rate-limiter-flexible';
import type { Pool } from '../../shared/platform/db/pool.ts';
import type { Logger } from '../../shared/platform/log.ts';
import { recordAccess, UNKNOWN_DOER, type Doer } from '../../shared/platform/stores/access-event.store.ts';
import { CLIENT_ADDRESS_HEADER } from '../http/client-address.ts';
import type { CheckPassword } from './password-rules.ts';

/** Wrong passwords in a row, for one account whoever sends them, that lock it, and for how long, s. */
export const FAILURES_THAT_LOCK = 10;
export const LOCKED_SECONDS = 900;

const PASSWORD_SIGN_IN = '/sign-in/email';

/** Locks accounts after too many wrong passwords, and writes sign-ins, refusals and locks into the access log. */
export class SignInGuard {
  readonly #failures: RateLimiterPostgres;
  readonly #deps: { pool: Pool; checkPassword: CheckPassword; log: Logger };

  constructor(deps: { authPool: Pool; pool: Pool; checkPassword: CheckPassword; log: Logger }) {
    this.#deps = deps;
    this.#failures = new RateLimiterPostgres({
      storeClient: deps.authPool,
      storeType: 'pool',
      schemaName: 'auth',
      tableName: 'sign_in_failure',
      tableCreated: true,
      keyPrefix: '',
      points: FAILURES_THAT_LOCK,
      duration: LOCKED_SECONDS,
    });
  }

  /** better-auth's hooks: before and after each of its endpoints. */
  hooks() {
    return {
      before: createAuthMiddleware(async (context) => {
        if (context.path === PASSWORD_SIGN_IN) await this.#refuseLocked(emailIn(context.body));
        if (context.path === '/change-password') {
          const password: unknown = (context.body as { newPassword?: unknown } | undefined)?.newPassword;
          const fault = await this.#deps.checkPassword(String(password ?? ''), []);
          if (fault !== null) throw APIError.from('BAD_REQUEST', passwordError(fault));
        }
      }),
      after: createAuthMiddleware(async (context) => {
        const { returned, newSession } = context.context;
        const address = context.headers?.get(CLIENT_ADDRESS_HEADER) ?? undefined;
        const failed = returned instanceof APIError;
        if (context.path === PASSWORD_SIGN_IN) {
          const email = emailIn(context.body);
          if (!failed) await this.forgive(email);
          else if (returned.status === 'UNAUTHORIZED') await this.#countFailure(email, address);
        }
        if (newSession !== null && newSession !== undefined && SIGNS_IN.test(context.path)) {
          await this.#note(personDoer(newSession.user), 'session.begun', address, {
            method: newSession.session['method'],
          });
        }
      }),
    };
  }

  /** Forgets the wrong passwords of an account. */
  async forgive(email: string): Promise<void> {
    await this.#failures.delete(keyOf(email));
  }

  async #refuseLocked(email: string): Promise<void> {
    const failures = await this.#failures.get(keyOf(email));
    if (failures === null || failures.consumedPoints < FAILURES_THAT_LOCK) return;
    throw lockedError(failures);
  }

  async #countFailure(email: string, address: string | undefined): Promise<void> {
    const failures = await this.#failures.consume(keyOf(email)).catch((refused: RateLimiterRes | Error) => {
      if (refused instanceof Error) throw refused;
      return refused;
    });
    await this.#note(UNKNOWN_DOER, 'session.refused', address, { email });
    if (failures.consumedPoints !== FAILURES_THAT_LOCK) return;
    await this.#note(UNKNOWN_DOER, 'account.locked', address, { email, seconds: LOCKED_SECONDS });
  }

  async #note(
    by: Doer,
    action: 'session.begun' | 'session.refused' | 'account.locked',
    address: string | undefined,
    detail: Record<string, unknown>,
  ): Promise<void> {
    await recordAccess(this.#deps.pool, { by, action, detail, ...(address !== undefined && { address }) });
  }
}

/** Paths of better-auth at whose end somebody is signed in. */
const SIGNS_IN =
  /^\/(sign-in\/|two-factor\/verify-|passkey\/verify-authentication|callback\/|oauth2\/callback)/;

function personDoer(user: { id: string; name: string }): Doer {
  return { kind: 'person', id: user.id, name: user.name };
}

function emailIn(body: unknown): string {
  const email: unknown = (body as { email?: unknown } | undefined)?.email;
  return typeof email === 'string' ? email.trim().toLowerCase().slice(0, 320) : '';
}

/** Addresses are not kept in the table of failures, only what they hash to. */
function keyOf(email: string): string {
  return createHash('sha256').update(email.trim().toLowerCase()).digest('base64url');
}

function lockedError(failures: RateLimiterRes): APIError {
  const minutes = Math.max(1, Math.ceil(failures.msBeforeNext / 60_000));
  return APIError.from('TOO_MANY_REQUESTS', {
    code: 'ACCOUNT_LOCKED',
    message: `Too many wrong passwords: try again in ${minutes} min`,
  });
}

/** As better-auth answers errors; the code says which rule the password breaks. */
function passwordError(fault: string): { code: string; message: string } {
  return {
    code: `PASSWORD_${fault.toUpperCase().replaceAll('-', '_')}`,
    message: `the password is ${fault}`,
  };
}
