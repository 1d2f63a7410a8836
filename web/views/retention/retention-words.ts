import type { RetentionSubject } from '../../../shared/domain/retention/retention.ts';
import { m } from '../../paraglide/messages.js';
import { formatCount } from '../../ui/format.ts';

/** What is kept, in the reader's words. */
export const SUBJECT_WORDS: Record<RetentionSubject, () => string> = {
  declarations: m.retention_subject_declarations,
  traders: m.retention_subject_traders,
  batches: m.retention_subject_batches,
  flow: m.retention_subject_flow,
  alarms: m.retention_subject_alarms,
  shifts: m.retention_subject_shifts,
  'access-log': m.retention_subject_access_log,
  loans: m.retention_subject_loans,
  accounts: m.retention_subject_accounts,
  'sign-in': m.retention_subject_sign_in,
  deliveries: m.retention_subject_deliveries,
};

/** A period in days, as it is shown. */
export function daysText(days: number): string {
  return m.retention_days_value({ days, shown: formatCount(days) });
}
