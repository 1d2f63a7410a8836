import { APIError, getSessionFromCtx, isAPIError } from 'better-auth/api';
import type { GenericEndpointContext } from 'better-auth';
import type { LockOut } from './lock-out.ts';
import type { CheckPassword } from './password-rules.ts';

/** A session is fresh for this long after it was begun, s; adding and removing passkeys asks for a fresh one. */
export const FRESH_SECONDS = 1800;

/** Paths of better-auth that ask for the current password, so that they count as places to guess it. */
export const PASSWORD_PROMPTS: ReadonlySet<string> = new Set([
  '/change-password',
  '/two-factor/enable',
  '/two-factor/disable',
  '/two-factor/generate-backup-codes',
  '/passkey/delete-passkey',
]);

/** What to put in place of a part of a request to better-auth. */
type Changed = { context: { body?: Record<string, unknown>; query?: Record<string, unknown> } };

interface Deps {
  lockOut: LockOut;
  checkPassword: CheckPassword;
  /** Ends an attempt that was wrong. */
  passwordWasWrong: (context: GenericEndpointContext, email: string) => Promise<void>;
}

/**
 * What better-auth leaves open about changes to one's own account: the rules for new passwords, wrong passwords that
 * lock here too, other sessions that end with the old password, and passkeys that nobody removes from a screen left
 * unattended.
 */
export class OwnAccountRules {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Before one of better-auth's endpoints: throws, or answers what to change in the request. */
  async before(context: GenericEndpointContext): Promise<Changed | undefined> {
    const { path } = context;
    if (path === '/two-factor/verify-totp' || path === '/two-factor/verify-backup-code') {
      // No device is let off the second step, and a backup code is never spent without signing in.
      return { context: { body: { trustDevice: false, disableSession: false } } };
    }
    const isPrompt = PASSWORD_PROMPTS.has(path);
    if (!isPrompt && !path.startsWith('/passkey/')) return undefined;
    const found = await getSessionFromCtx(context);
    if (found === null) return undefined;
    const { user, session } = found;
    if (path === '/change-password') {
      await this.#refuseWeak(textIn(context.body, 'newPassword'), [user.name, user.email]);
    }
    const given = textIn(context.body, path === '/change-password' ? 'currentPassword' : 'password');
    if (isPrompt && given !== '') await this.#deps.lockOut.begin(context.request!, user.email);
    switch (path) {
      case '/change-password':
        return { context: { body: { revokeOtherSessions: true } } };
      case '/passkey/generate-register-options':
        // The name that a device shows is the account's, not the passkey's.
        return { context: { query: { name: user.email } } };
      case '/passkey/verify-registration':
        // Whoever has just shown the new passkey goes on with a session begun by it.
        return { context: { body: { createSession: true } } };
      case '/passkey/delete-passkey':
        if (given === '') refuseStale(session.createdAt);
        else await this.#demandPassword(user, context);
    }
    return undefined;
  }

  /** What is thrown here ends the request: nobody else would count a wrong password. */
  async #demandPassword(user: { id: string; email: string }, context: GenericEndpointContext): Promise<void> {
    try {
      await context.context.password.checkPassword(user.id, context);
    } catch (error) {
      if (isWrongPassword(error)) await this.#deps.passwordWasWrong(context, user.email);
      throw error;
    }
  }

  async #refuseWeak(password: string, about: readonly string[]): Promise<void> {
    const fault = await this.#deps.checkPassword(password, about);
    if (fault === null) return;
    throw APIError.from('BAD_REQUEST', {
      code: `PASSWORD_${fault.toUpperCase().replaceAll('-', '_')}`,
      message: `the password is ${fault}`,
    });
  }
}

/** Whether better-auth refuses for a wrong password, at sign-in or at a prompt. */
export function isWrongPassword(error: unknown): boolean {
  return isAPIError(error) && WRONG_PASSWORD.has(String(error.body?.code));
}

const WRONG_PASSWORD: ReadonlySet<string> = new Set(['INVALID_EMAIL_OR_PASSWORD', 'INVALID_PASSWORD']);

function refuseStale(begun: Date): void {
  if (Date.now() - new Date(begun).getTime() < FRESH_SECONDS * 1000) return;
  throw APIError.from('FORBIDDEN', { code: 'SESSION_NOT_FRESH', message: 'Sign in again first' });
}

function textIn(body: unknown, name: string): string {
  const value = (body as Record<string, unknown> | undefined)?.[name];
  return typeof value === 'string' ? value : '';
}
