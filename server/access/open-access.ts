import { isLoopback, type ServerConfig } from '../../shared/platform/config.ts';
import { createAuthPool } from '../../shared/platform/db/auth-pool.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import type { Logger } from '../../shared/platform/log.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import { connectRedis } from '../../shared/platform/queue/queues.ts';
import { Accounts } from '../auth/accounts.ts';
import { createAuth } from '../auth/auth.ts';
import { Keys } from '../auth/keys.ts';
import { createPasswordCheck } from '../auth/password-rules.ts';
import { SignInGuard } from '../auth/sign-in-guard.ts';
import type { ApiDeps } from '../http/api.ts';
import { originsOf } from '../http/origins.ts';
import { AccountService } from '../services/account.service.ts';
import { AdministrationDesk } from '../services/administration.ts';
import { openDemonstration } from '../services/demonstration.ts';
import { DisplayEnrolmentService } from '../services/display-enrolment.service.ts';
import { DisplaysService } from '../services/displays.service.ts';
import { createFirstAdministrator } from '../services/first-administrator.ts';
import { createLinksService } from '../services/links.service.ts';
import { createLoansService } from '../services/loans.service.ts';
import { createLodgingSystemsService } from '../services/lodging-systems.service.ts';
import { createPeopleService } from '../services/people.service.ts';
import { createIdentify, type Identify } from './access.ts';
import { DisplaySessions } from './display-session.ts';
import { IntakeLimit } from './intake-limit.ts';
import { MachineKeys } from './machine-keys.ts';
import { personOf } from './person-session.ts';

/** All that knows who calls: sign-in, sessions, keys and displays, with what administers them. */
export interface Access {
  identify: Identify;
  /** Where the server's own pages come from. */
  origins: readonly string[];
  /** Address that people open, without a slash at the end. */
  publicUrl: string;
  secure: boolean;
  displaySessions: DisplaySessions;
  /** What the routes of people, displays and keys take. */
  routes: Pick<
    ApiDeps,
    | 'account'
    | 'auth'
    | 'demonstration'
    | 'desk'
    | 'displays'
    | 'displaySessions'
    | 'enrolment'
    | 'limit'
    | 'links'
    | 'loans'
    | 'origins'
    | 'people'
    | 'provider'
    | 'secure'
    | 'systems'
  >;
  /** Link by which somebody becomes the first administrator; null where there is one, or in a demonstration. */
  setUpLink: string | null;
  close(): Promise<void>;
}

/** Opens sign-in, and sees to it that there is somebody who can: an administrator, or the demonstration's accounts. */
export async function openAccess(deps: {
  config: ServerConfig;
  pool: Pool;
  places: PlaceBook;
  log: Logger;
}): Promise<Access> {
  const { config, pool, places, log } = deps;
  const { districtOf } = places;
  const now = () => Date.now();
  const publicUrl = config.publicUrl ?? `http://localhost:${config.port}`;
  const secure = publicUrl.startsWith('https:');
  const origins = originsOf(publicUrl, isLoopback(config.host));

  const authPool = createAuthPool(config.databaseUrl, log);
  const redis = config.redisUrl === undefined ? null : connectRedis(config.redisUrl, 'producer', log);
  const checkPassword = createPasswordCheck(config.breachCheckUrl);
  const guard = new SignInGuard({ authPool, pool, checkPassword, log });
  const auth = createAuth({ config, publicUrl, trustedOrigins: origins, pool: authPool, guard, log });
  const accounts = new Accounts(auth);
  const unlock = (email: string) => guard.unlock(email);
  const links = createLinksService({ pool, accounts, checkPassword, unlock, publicUrl });
  const desk = new AdministrationDesk({ pool, places, demonstration: config.demonstration });
  const keys = new MachineKeys({ auth, pool, districtOf, now });
  const displaySessions = new DisplaySessions({ pool, secret: config.authSecret, districtOf, now });
  const identify = createIdentify({
    machine: keys.callerOf,
    display: displaySessions.callerOf,
    person: (headers) => personOf({ auth, pool, rules: config, districtOf, now: () => new Date() }, headers),
  });

  return {
    identify,
    origins,
    publicUrl,
    secure,
    displaySessions,
    routes: {
      auth,
      links,
      desk,
      displaySessions,
      origins,
      secure,
      account: new AccountService({ pool, rule: config.secondFactor }),
      people: createPeopleService({ pool, desk, accounts, links }),
      loans: createLoansService({ desk, now: () => new Date() }),
      displays: new DisplaysService({
        pool,
        districtOf,
        isKnownScope: (scope) => places.isKnownScope(scope),
      }),
      enrolment: new DisplayEnrolmentService(pool),
      limit: new IntakeLimit(redis),
      systems: createLodgingSystemsService({ pool, keys: new Keys(auth) }),
      demonstration: config.demonstration ? await openDemonstration({ pool, accounts, places }) : null,
      provider: config.oidc === undefined ? null : { name: config.oidc.name },
    },
    setUpLink: config.demonstration ? null : await createFirstAdministrator({ pool, accounts, links }),
    async close() {
      redis?.disconnect();
      await authPool.end();
    },
  };
}
