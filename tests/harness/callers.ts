import { randomUUID } from 'node:crypto';
import { LEVELS_OF_ROLE, ROLES, type Role } from '../../shared/domain/access/role.ts';
import type { ScopeId, ScopeLevel } from '../../shared/domain/access/scope.ts';
import { DISPLAY_COOKIE, DisplaySessions } from '../../server/access/display-session.ts';
import { AUTH_SECRET, type TestSystem } from './system.ts';

/** One scope a level: a house, its district, the nation. */
const SCOPE_OF_LEVEL: Record<ScopeLevel, ScopeId> = {
  national: 'national',
  district: 'district:2200',
  house: 'house:2201',
};

/** Someone who calls, with the headers that say so. */
export interface TestCaller {
  name: string;
  role: Role | null;
  scope: ScopeId;
  headers: Record<string, string>;
}

/** Cookie of a new display at a scope, as if it had just proved that it holds its key. */
export async function displayCookie(system: TestSystem, scope: ScopeId): Promise<string> {
  const id = randomUUID();
  await system.pool.query(
    `INSERT INTO display (id, name, scope, page, locale, public_key, enrolled_by)
     VALUES ($1, 'Test display', $2, '/board', 'en', jsonb_build_object('of', $1::uuid), 'test')`,
    [id, scope],
  );
  const now = () => Date.now();
  const displays = new DisplaySessions({
    pool: system.pool,
    secret: AUTH_SECRET,
    districtOf: () => undefined,
    now,
  });
  return `${DISPLAY_COOKIE}=${displays.issue(id).value}`;
}

/** A person of every role at every level it can be held at. */
export async function peopleOfEveryRole(system: TestSystem): Promise<TestCaller[]> {
  const callers: TestCaller[] = [];
  for (const role of ROLES) {
    for (const level of LEVELS_OF_ROLE[role]) {
      const scope = SCOPE_OF_LEVEL[level];
      const { cookie } = await system.person(role, scope);
      callers.push({ name: `${role} at ${scope}`, role, scope, headers: { cookie, origin: system.url } });
    }
  }
  return callers;
}
