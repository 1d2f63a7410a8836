import type { Grant } from '../../shared/domain/access/grant.ts';
import { RIGHTS_OF_ROLE } from '../../shared/domain/access/role.ts';
import type { ServerConfig } from '../../shared/platform/config.ts';
import type { SignInMethod } from '../auth/session-rules.ts';

/** Whether the rules ask whoever holds `grants` for a second factor. */
export function needsSecondFactor(rule: ServerConfig['secondFactor'], grants: readonly Grant[]): boolean {
  if (rule === 'everyone') return true;
  return rule === 'administrators' && grants.some(({ rights }) => rights === RIGHTS_OF_ROLE.administrator);
}

/** A provider and a passkey stand for two factors; a password does so with a second one only. */
export function isStrong(method: SignInMethod, twoFactorEnabled: boolean): boolean {
  return method === 'passkey' || method === 'oidc' || twoFactorEnabled;
}
