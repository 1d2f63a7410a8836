import type { AdministrationRefusal } from '../../../shared/domain/access/administration.ts';
import { m } from '../../paraglide/messages.js';

/** Why something cannot be done to an account or its roles, by the server's code. */
export const REFUSAL_TEXTS: Partial<Record<AdministrationRefusal, () => string>> = {
  'own-account': m.settings_people_own_account,
  'reaches-outside': m.settings_people_reaches_outside,
  'unknown-scope': m.settings_people_unknown_place,
  'level-not-allowed': m.settings_people_level_not_allowed,
  'no-assignment': m.settings_people_fault_roles,
  'demonstration-account': m.settings_people_demonstration_account,
  'last-administrator': m.settings_people_last_administrator,
  'account-disabled': m.settings_people_error_disabled,
  'has-joined': m.settings_people_error_joined,
  'not-joined': m.settings_people_error_not_joined,
};
