import type { Assignment } from '../../../shared/domain/access/grant.ts';
import { m } from '../../paraglide/messages.js';
import { ROLE_NAMES } from '../../shell/role-name.ts';
import { scopeName } from '../../shell/scope-name.ts';

/** A role with its place: `Site officer, Pudong Airport`. */
export function roleText({ role, scope }: Assignment): string {
  return m.settings_people_role_at({ role: ROLE_NAMES[role](), place: scopeName(scope) });
}

/** The same for a key: two roles are one when role and place are. */
export function roleKey({ role, scope }: Assignment): string {
  return `${role} ${scope}`;
}
