import type { WebhookAction } from '../../../shared/domain/access/event.ts';
import { m } from '../../paraglide/messages.js';

/** What a webhook may be told of. */
export const EVENT_WORDS: Record<WebhookAction, () => string> = {
  'alarm.raised': m.settings_webhooks_alarm_raised,
  'alarm.escalated': m.settings_webhooks_alarm_escalated,
  'account.locked': m.settings_webhooks_account_locked,
  'person.disabled': m.settings_webhooks_person_disabled,
  'rights.assigned': m.settings_webhooks_rights_assigned,
  'rights.lent': m.settings_webhooks_rights_lent,
  'display.enrolled': m.settings_webhooks_display_enrolled,
  'display.revoked': m.settings_webhooks_display_revoked,
  'key.issued': m.settings_webhooks_key_issued,
  'key.rotated': m.settings_webhooks_key_rotated,
  'key.revoked': m.settings_webhooks_key_revoked,
  'retention.applied': m.settings_webhooks_retention_applied,
  'ruleset.approved': m.settings_webhooks_ruleset_approved,
  'ruleset.suspended': m.settings_webhooks_ruleset_suspended,
  'ruleset.retired': m.settings_webhooks_ruleset_retired,
  'ruleset.imported': m.settings_webhooks_ruleset_imported,
};

/** A delivery's event; one that is no subscription is a test, and one that the log has deleted has no name. */
export function eventWords(action: string): string {
  if (action === 'webhook.tested') return m.settings_webhooks_tested();
  return EVENT_WORDS[action as WebhookAction]?.() ?? m.settings_webhooks_event_deleted();
}

const ERROR_WORDS: Record<string, () => string> = {
  'address-refused': m.settings_webhooks_error_address,
  'name-not-found': m.settings_webhooks_error_name,
  unreachable: m.settings_webhooks_error_unreachable,
  'certificate-refused': m.settings_webhooks_error_certificate,
  'timed-out': m.settings_webhooks_error_timed_out,
  redirected: m.settings_webhooks_error_redirected,
  'answer-too-large': m.settings_webhooks_error_too_large,
  'event-deleted': m.settings_webhooks_event_deleted,
};

/** How an attempt went, by its status or what kept it from one. */
export function attemptWords({ status, error }: { status: number | null; error: string | null }): string {
  const words = error === null ? undefined : ERROR_WORDS[error];
  if (words !== undefined) return words();
  return status === null ? m.settings_webhooks_error_unreachable() : m.settings_webhooks_status({ status });
}
