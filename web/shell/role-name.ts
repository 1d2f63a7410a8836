import type { Role } from '../../shared/domain/access/role.ts';
import { m } from '../paraglide/messages.js';

/** What each role is called. */
export const ROLE_NAMES: Record<Role, () => string> = {
  operator: m.common_role_operator,
  supervisor: m.common_role_supervisor,
  manager: m.common_role_manager,
  specialist: m.common_role_specialist,
  officer: m.common_role_officer,
  administrator: m.common_role_administrator,
};
