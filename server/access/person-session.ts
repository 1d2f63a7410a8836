import type { IncomingHttpHeaders } from 'node:http';
import { fromNodeHeaders } from 'better-auth/node';
import { grantsOf } from '../../shared/domain/access/grant.ts';
import { RIGHTS_OF_ROLE } from '../../shared/domain/access/role.ts';
import type { DistrictOf } from '../../shared/domain/access/scope.ts';
import type { ServerConfig } from '../../shared/platform/config.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { readAssignments, readLoans } from '../../shared/platform/stores/access.store.ts';
import type { Auth, SignInMethod } from '../auth/auth.ts';
import { Caller } from './caller.ts';

type Rules = Pick<ServerConfig, 'secondFactor' | 'demonstration'>;

/**
 * The person whose session the cookies of a request carry; null where there is none, it is over, or the account is
 * disabled. Accounts of the demonstration count in a demonstration alone.
 */
export async function personOf(
  deps: { auth: Auth; pool: Pool; rules: Rules; districtOf: DistrictOf; now: () => Date },
  headers: IncomingHttpHeaders,
): Promise<Caller | null> {
  const { auth, pool, rules, districtOf } = deps;
  const found = await auth.api.getSession({ headers: fromNodeHeaders(headers) });
  if (found === null) return null;
  const { user, session } = found;
  if (user.disabledAt !== null && user.disabledAt !== undefined) return null;
  if (user.demonstration && !rules.demonstration) return null;
  const [assignments, loans] = await Promise.all([readAssignments(pool, user.id), readLoans(pool, user.id)]);
  const grants = grantsOf(assignments, loans, deps.now());
  const required =
    rules.secondFactor === 'everyone' ||
    (rules.secondFactor === 'administrators' &&
      grants.some(({ rights }) => rights === RIGHTS_OF_ROLE.administrator));
  const lacksSecondFactor =
    required && !isStrong(session.method as SignInMethod, user.twoFactorEnabled === true);
  return new Caller(
    {
      kind: 'person',
      id: user.id,
      name: user.name,
      email: user.email,
      locale: user.locale,
      sessionId: session.id,
      demonstration: user.demonstration,
      lacksSecondFactor,
    },
    lacksSecondFactor ? [] : grants,
    districtOf,
  );
}

/** A provider and a passkey stand for two factors; a password does so with a second one only. */
function isStrong(method: SignInMethod, twoFactorEnabled: boolean): boolean {
  return method === 'passkey' || method === 'oidc' || twoFactorEnabled;
}
