import type { LoanState } from '../../../shared/contract/loans.ts';
import type { Right } from '../../../shared/domain/access/right.ts';
import { m } from '../../paraglide/messages.js';
import { RIGHT_NAMES } from '../../shell/right-name.ts';

export const LOAN_STATE_NAMES: Record<LoanState, () => string> = {
  'in-force': m.settings_loans_in_force,
  'to-come': m.settings_loans_to_come,
  over: m.settings_loans_over,
};

/** Rights in words, one after the other. */
export function rightsText(rights: readonly Right[]): string {
  return rights.map((right) => RIGHT_NAMES[right]()).join(m.common_list_comma());
}
