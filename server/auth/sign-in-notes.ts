import { isAPIError } from 'better-auth/api';
import type { GenericEndpointContext } from 'better-auth';
import type { AccessAction } from '../../shared/domain/access/event.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { recordAccess, UNKNOWN_DOER, type Doer } from '../../shared/platform/stores/access-event.store.ts';
import { CLIENT_ADDRESS_HEADER } from '../http/client-address.ts';

/** The context of an endpoint that has answered. */
export type AnsweredContext = GenericEndpointContext & { context: { returned?: unknown } };

interface Person {
  id: string;
  name: string;
}

/** Paths of better-auth at whose end somebody is signed in, or refused. */
const SIGNS_IN = /^\/(sign-in\/email|two-factor\/verify-|passkey\/verify-authentication|callback\/)/;

/** Paths of better-auth that change how a person signs in, with what the access log tells of it. */
const CHANGES: Record<string, (body: Record<string, unknown>) => [AccessAction, Record<string, unknown>?]> = {
  '/change-password': () => ['password.changed'],
  '/two-factor/verify-totp': () => ['second-factor.changed', { change: 'on' }],
  '/two-factor/disable': () => ['second-factor.changed', { change: 'off' }],
  '/two-factor/generate-backup-codes': () => ['second-factor.changed', { change: 'backup-codes' }],
  '/passkey/verify-registration': ({ name }) => ['passkey.changed', { change: 'added', name }],
  '/passkey/update-passkey': ({ name }) => ['passkey.changed', { change: 'renamed', name }],
  '/passkey/delete-passkey': () => ['passkey.changed', { change: 'removed' }],
};

/** Writes into the access log what people do at better-auth's endpoints. */
export class SignInNotes {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** After one of better-auth's endpoints. `email`: that somebody tried to sign in with. */
  async after(context: AnsweredContext, email: string | null): Promise<void> {
    const { path } = context;
    const { returned, newSession, session } = context.context;
    // Asking for a second step is not a sign-in; better-auth takes the session back after this.
    const asksMore = path === '/sign-in/email' && newSession?.user['twoFactorEnabled'] === true;
    const error = refusalIn(returned);
    if (SIGNS_IN.test(path) && session === null) {
      if (error !== null) await this.#refused(context, error, email);
      else if (newSession !== null && !asksMore) {
        await this.note(newSession.user, 'session.begun', context, { method: newSession.session['method'] });
      }
      return;
    }
    // A code that is checked without changing anything leaves the session as it is.
    if (error !== null || (path === '/two-factor/verify-totp' && newSession === null)) return;
    const change = CHANGES[path]?.((context.body ?? {}) as Record<string, unknown>);
    const person = newSession?.user ?? session?.user;
    if (change !== undefined && person !== undefined) await this.note(person, change[0], context, change[1]);
  }

  async locked(email: string, seconds: number, context: GenericEndpointContext): Promise<void> {
    await this.#record(UNKNOWN_DOER, 'account.locked', context, { email, seconds });
  }

  async note(
    person: Person,
    action: AccessAction,
    context: GenericEndpointContext,
    detail?: Record<string, unknown>,
  ): Promise<void> {
    await this.#record({ kind: 'person', id: person.id, name: person.name }, action, context, detail);
  }

  async #refused(context: GenericEndpointContext, reason: string, email: string | null): Promise<void> {
    await this.#record(UNKNOWN_DOER, 'session.refused', context, {
      ...(email !== null && { email }),
      by: context.path.split('/')[1],
      reason,
    });
  }

  async #record(
    by: Doer,
    action: AccessAction,
    context: GenericEndpointContext,
    detail: Record<string, unknown> | undefined,
  ): Promise<void> {
    const address = context.headers?.get(CLIENT_ADDRESS_HEADER) ?? undefined;
    await recordAccess(this.#pool, {
      by,
      action,
      ...(by.kind === 'person' && { subject: `person:${by.id}` }),
      ...(address !== undefined && { address }),
      ...(detail !== undefined && { detail }),
    });
  }
}

/** Why better-auth refused: the code of its answer, or of the page that it sends the browser to; null: it did not. */
function refusalIn(returned: unknown): string | null {
  if (!isAPIError(returned)) return null;
  const location = new Headers(returned.headers).get('location');
  if (location === null) return String(returned.body?.code ?? returned.status);
  return URL.canParse(location, 'http://here.invalid')
    ? new URL(location, 'http://here.invalid').searchParams.get('error')
    : null;
}
