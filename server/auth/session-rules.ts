import { APIError } from 'better-auth/api';
import type { GenericEndpointContext } from 'better-auth';
import type { SpentCodes } from './spent-codes.ts';

/** A session ends this long after it was begun, whatever happens in it, s: a shift with its hand-over. */
export const SESSION_SECONDS = 14 * 3600;

/** How a session was begun. */
export type SignInMethod = 'password' | 'passkey' | 'oidc';

/** better-auth's paths that begin a session, with how. */
const METHOD_OF_PATH: readonly [prefix: string, method: SignInMethod][] = [
  ['/sign-in/email', 'password'],
  // Only whoever gave a password is asked for the second step.
  ['/two-factor/verify-', 'password'],
  ['/passkey/', 'passkey'],
  ['/callback/', 'oidc'],
];

interface NewSession {
  userId: string;
  expiresAt: Date;
}

/**
 * What every new session must satisfy, whichever way it is begun: refused here, no cookie is given. Answers what the
 * session is stored with.
 */
export function createSessionRule({
  demonstration,
  spentCodes,
}: {
  demonstration: boolean;
  spentCodes: SpentCodes;
}) {
  return async <T extends NewSession>(session: T, context: GenericEndpointContext | null) => {
    if (context === null) throw new Error('sessions are begun by requests alone');
    const user = (await context.context.internalAdapter.findUserById(session.userId)) as {
      disabledAt?: Date | null;
      demonstration?: boolean;
    } | null;
    if (user === null || (user.disabledAt ?? null) !== null) {
      throw APIError.from('FORBIDDEN', { code: 'ACCOUNT_DISABLED', message: 'This account is disabled' });
    }
    if (user.demonstration === true && !demonstration) {
      throw APIError.from('FORBIDDEN', {
        code: 'DEMONSTRATION_ONLY',
        message: 'This account counts in a demonstration alone',
      });
    }
    const { path } = context;
    if (path === '/two-factor/verify-totp') await refuseSpent(spentCodes, session.userId, context.body);
    const latest = new Date(Date.now() + SESSION_SECONDS * 1000);
    const expiresAt = session.expiresAt < latest ? session.expiresAt : latest;
    return { data: { ...session, expiresAt, method: methodOf(path, context) } };
  };
}

async function refuseSpent(spentCodes: SpentCodes, userId: string, body: unknown): Promise<void> {
  const code = String((body as { code?: unknown } | undefined)?.code ?? '');
  if (await spentCodes.spend(userId, code)) return;
  throw APIError.from('UNAUTHORIZED', { code: 'INVALID_CODE', message: 'Invalid code' });
}

/** A session that takes another's place (a new password, a second factor) was begun as that one was. */
function methodOf(path: string, context: GenericEndpointContext): SignInMethod {
  const replaced = context.context.session?.session as { method?: SignInMethod } | undefined;
  if (replaced?.method !== undefined && REPLACES.test(path)) {
    return replaced.method;
  }
  return METHOD_OF_PATH.find(([prefix]) => path.startsWith(prefix))?.[1] ?? 'password';
}

const REPLACES = /^\/(change-password|two-factor\/(disable|verify-totp))$/;
