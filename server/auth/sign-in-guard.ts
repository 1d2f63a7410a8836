import { APIError, createAuthMiddleware, getSessionFromCtx, isAPIError } from 'better-auth/api';
import type { GenericEndpointContext } from 'better-auth';
import type { Pool } from '../../shared/platform/db/pool.ts';
import type { Logger } from '../../shared/platform/log.ts';
import { CODE_LOCK } from './limits.ts';
import { LockOut, LOCKED_SECONDS } from './lock-out.ts';
import { isWrongPassword, OwnAccountRules, PASSWORD_PROMPTS } from './own-account-rules.ts';
import type { CheckPassword } from './password-rules.ts';
import { SignInNotes, type AnsweredContext } from './sign-in-notes.ts';
import { SpentCodes } from './spent-codes.ts';

const PASSWORD_SIGN_IN = '/sign-in/email';

const WRONG_CODES: ReadonlySet<string> = new Set(['INVALID_CODE', 'INVALID_BACKUP_CODE']);

/** Stands before and behind each of better-auth's endpoints: what is refused there, and what is told of it. */
export class SignInGuard {
  readonly spentCodes: SpentCodes;
  readonly #authPool: Pool;
  readonly #lockOut: LockOut;
  readonly #rules: OwnAccountRules;
  readonly #notes: SignInNotes;

  constructor(deps: { authPool: Pool; pool: Pool; checkPassword: CheckPassword; log: Logger }) {
    const { authPool, pool, checkPassword } = deps;
    this.#authPool = authPool;
    this.spentCodes = new SpentCodes(authPool);
    this.#lockOut = new LockOut(authPool);
    this.#rules = new OwnAccountRules({
      lockOut: this.#lockOut,
      checkPassword,
      passwordWasWrong: (context, email) => this.#countWrong(context, email),
    });
    this.#notes = new SignInNotes(pool);
  }

  /** better-auth's hooks: before and after each of its endpoints. */
  hooks() {
    return {
      before: createAuthMiddleware(async (context) => {
        const { path } = context;
        if (path === PASSWORD_SIGN_IN) await this.#lockOut.begin(context.request!, emailIn(context.body));
        if (path === '/sign-in/social') refuseTokens(context.body);
        if (path === '/sign-out') await this.#noteSignOut(context);
        return this.#rules.before(context);
      }),
      after: createAuthMiddleware(async (context) => {
        const { path } = context;
        const email = path === PASSWORD_SIGN_IN ? emailIn(context.body) : null;
        await this.#countPasswords(context, email);
        await this.#noteCodeLock(context);
        await this.#notes.after(context, email);
        await this.#endReplaced(context);
        return changedAnswer(context);
      }),
    };
  }

  /** Lifts the lock that wrong passwords have put on an account, or would soon. */
  async unlock(email: string): Promise<void> {
    await this.#lockOut.forgive(email);
  }

  async #countPasswords(context: AnsweredContext, signsIn: string | null): Promise<void> {
    const { returned, session } = context.context;
    const email = signsIn ?? (PASSWORD_PROMPTS.has(context.path) ? (session?.user.email ?? null) : null);
    if (email === null) return;
    if (isWrongPassword(returned)) return this.#countWrong(context, email);
    // A prompt may be passed without a password, so passing one proves nothing.
    const right = signsIn !== null && !isAPIError(returned);
    await this.#lockOut.end(context.request!, right ? 'right' : 'open');
  }

  async #countWrong(context: GenericEndpointContext, email: string): Promise<void> {
    const locks = await this.#lockOut.end(context.request!, 'wrong');
    if (locks) await this.#notes.locked(email, LOCKED_SECONDS, context);
  }

  /** better-auth counts wrong codes and locks by itself; the one that did so is the last to be called wrong. */
  async #noteCodeLock(context: AnsweredContext): Promise<void> {
    const { returned } = context.context;
    if (!isAPIError(returned) || !WRONG_CODES.has(String(returned.body?.code))) return;
    const userId = context.context.session?.user.id ?? (await challengedUser(context));
    if (userId === null) return;
    const { rows } = await this.#authPool.query<{ email: string }>(
      `SELECT u.email FROM "twoFactor" f JOIN "user" u ON u.id = f."userId"
       WHERE f."userId" = $1 AND f."failedVerificationCount" >= $2 AND f."lockedUntil" > now()`,
      [userId, CODE_LOCK.maxFailedAttempts],
    );
    const [locked] = rows;
    if (locked !== undefined) await this.#notes.locked(locked.email, CODE_LOCK.durationSeconds, context);
  }

  async #noteSignOut(context: GenericEndpointContext): Promise<void> {
    const found = await getSessionFromCtx(context);
    if (found !== null) await this.#notes.note(found.user, 'session.ended', context, { by: 'sign-out' });
  }

  /**
   * Whoever turns on a second factor or adds a passkey goes on with a new session. Sessions begun by the password
   * alone would count as having given the second factor too, so they end; a passkey's own session ends its forerunner.
   */
  async #endReplaced({ path, context }: GenericEndpointContext): Promise<void> {
    const { newSession, session } = context;
    if (newSession === null || session === null) return;
    if (path === '/two-factor/verify-totp') {
      await this.#authPool.query('DELETE FROM session WHERE "userId" = $1 AND id <> $2', [
        newSession.user.id,
        newSession.session.id,
      ]);
    }
    if (path === '/passkey/verify-registration' && session.session.id !== newSession.session.id) {
      await this.#authPool.query('DELETE FROM session WHERE id = $1', [session.session.id]);
    }
  }
}

/** Whose second step the browser is at; null: nobody's. */
async function challengedUser(context: AnsweredContext): Promise<string | null> {
  const { name } = context.context.createAuthCookie('two_factor');
  const challenge = await context.getSignedCookie(name, context.context.secret);
  if (typeof challenge !== 'string') return null;
  return (await context.context.internalAdapter.findVerificationValue(challenge))?.value ?? null;
}

/** Tokens of the provider are taken from the provider alone: whoever else sends one may have found it. */
function refuseTokens(body: unknown): void {
  if ((body as { idToken?: unknown } | undefined)?.idToken === undefined) return;
  throw APIError.from('BAD_REQUEST', {
    code: 'TOKEN_NOT_ACCEPTED',
    message: 'Tokens are taken from the provider alone',
  });
}

/** What a page is told in place of better-auth's answer; nothing where that is right as it is. */
function changedAnswer(context: AnsweredContext) {
  const { returned } = context.context;
  if (isAPIError(returned) || typeof returned !== 'object' || returned === null) return undefined;
  if (context.path === '/passkey/generate-authenticate-options') {
    return context.json({ ...returned, userVerification: 'required' });
  }
  if (context.path === '/passkey/verify-registration') {
    const { id, name } = returned as { id?: string; name?: string };
    return context.json({ id, name });
  }
  return undefined;
}

function emailIn(body: unknown): string {
  const email: unknown = (body as { email?: unknown } | undefined)?.email;
  return typeof email === 'string' ? email.trim().toLowerCase().slice(0, 320) : '';
}
