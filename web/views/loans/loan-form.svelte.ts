import { SHORTEST_LOAN_REASON, type LoanRequest } from '../../../shared/contract/loans.ts';
import { LONGEST_LOAN_DAYS } from '../../../shared/domain/access/administration.ts';
import type { Right } from '../../../shared/domain/access/right.ts';
import type { ScopeId } from '../../../shared/domain/access/scope.ts';
import { m } from '../../paraglide/messages.js';
import { toLocal } from './local-time.ts';

export type LoanField = 'person' | 'rights' | 'scope' | 'from' | 'until' | 'reason';

const DAY_MS = 86_400_000;

/** What one fills in to lend rights. Instants as `datetime-local` has them, by the computer's clock. */
export class LoanForm {
  personId = $state('');
  rights: Right[] = $state.raw([]);
  scope: ScopeId | '' = $state('');
  from = $state('');
  until = $state('');
  reason = $state('');

  constructor(now: Date) {
    this.from = toLocal(now);
    this.until = toLocal(new Date(now.getTime() + 7 * DAY_MS));
  }

  choose(right: Right, chosen: boolean): void {
    this.rights = chosen ? [...this.rights, right] : this.rights.filter((other) => other !== right);
  }

  /** What is missing or wrong, in the order of the fields. */
  faults(now: Date): { field: LoanField; text: string }[] {
    const faults: { field: LoanField; text: string }[] = [];
    const fault = (field: LoanField, text: string) => faults.push({ field, text });
    const [from, until] = [new Date(this.from).getTime(), new Date(this.until).getTime()];
    if (this.personId === '') fault('person', m.settings_loans_fault_person());
    if (this.rights.length === 0) fault('rights', m.settings_loans_fault_rights());
    if (this.scope === '') fault('scope', m.settings_loans_fault_place());
    if (Number.isNaN(from)) fault('from', m.settings_loans_fault_from());
    // What begins in the past begins now.
    const begins = Math.max(from, now.getTime());
    if (Number.isNaN(until) || until <= begins) fault('until', m.settings_loans_fault_until());
    else if (until - begins > LONGEST_LOAN_DAYS * DAY_MS) {
      fault('until', m.settings_loans_fault_long({ days: String(LONGEST_LOAN_DAYS) }));
    }
    if (this.reason.trim().length < SHORTEST_LOAN_REASON) {
      fault('reason', m.settings_loans_fault_reason({ count: String(SHORTEST_LOAN_REASON) }));
    }
    return faults;
  }

  /** As the server takes it, once nothing is wrong. */
  body(): LoanRequest {
    return {
      personId: this.personId,
      rights: this.rights,
      scope: this.scope as ScopeId,
      from: new Date(this.from).toISOString(),
      until: new Date(this.until).toISOString(),
      reason: this.reason.trim(),
    };
  }
}
