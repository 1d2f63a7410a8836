import type { IncomingHttpHeaders } from 'node:http';
import { fromNodeHeaders } from 'better-auth/node';
import { grantsOf } from '../../shared/domain/access/grant.ts';
import type { DistrictOf } from '../../shared/domain/access/scope.ts';
import type { ServerConfig } from '../../shared/platform/config.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { readAssignments, readOpenLoans } from '../../shared/platform/stores/access.store.ts';
import { noteUse } from '../../shared/platform/stores/session.store.ts';
import type { Auth } from '../auth/auth.ts';
import type { SignInMethod } from '../auth/session-rules.ts';
import { Caller } from './caller.ts';
import { isStrong, needsSecondFactor } from './second-factor.ts';

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
  const [assignments, loans] = await Promise.all([
    readAssignments(pool, user.id),
    readOpenLoans(pool, user.id),
  ]);
  const now = deps.now();
  await noteUse(pool, session, now);
  const grants = grantsOf(assignments, loans, now);
  const lacksSecondFactor =
    needsSecondFactor(rules.secondFactor, grants) &&
    !isStrong(session.method as SignInMethod, user.twoFactorEnabled === true);
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
