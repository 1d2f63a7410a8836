import type { ActorKind } from '../../../shared/contract/access-log.ts';
import type { AccessAction } from '../../../shared/domain/access/event.ts';
import { m } from '../../paraglide/messages.js';
import type { Word } from '../../ui/words.ts';

export const ACTION_WORDS: Record<AccessAction, Word> = {
  'session.begun': m.settings_log_session_begun,
  'session.refused': m.settings_log_session_refused,
  'session.ended': m.settings_log_session_ended,
  'account.locked': m.settings_log_account_locked,
  'account.changed': m.settings_log_account_changed,
  'password.changed': m.settings_log_password_changed,
  'second-factor.changed': m.settings_log_second_factor_changed,
  'passkey.changed': m.settings_log_passkey_changed,
  'person.invited': m.settings_log_person_invited,
  'person.changed': m.settings_log_person_changed,
  'person.disabled': m.settings_log_person_disabled,
  'person.enabled': m.settings_log_person_enabled,
  'link.issued': m.settings_log_link_issued,
  'link.used': m.settings_log_link_used,
  'rights.assigned': m.settings_log_rights_assigned,
  'rights.lent': m.settings_log_rights_lent,
  'rights.returned': m.settings_log_rights_returned,
  'display.enrolled': m.settings_log_display_enrolled,
  'display.changed': m.settings_log_display_changed,
  'display.revoked': m.settings_log_display_revoked,
  'system.added': m.settings_log_system_added,
  'system.changed': m.settings_log_system_changed,
  'key.issued': m.settings_log_key_issued,
  'key.rotated': m.settings_log_key_rotated,
  'key.revoked': m.settings_log_key_revoked,
  'place.changed': m.settings_log_place_changed,
  'places.loaded': m.settings_log_places_loaded,
  'credit-classes.loaded': m.settings_log_credit_classes_loaded,
  'persons.looked-up': m.settings_log_persons_looked_up,
  'retention.changed': m.settings_log_retention_changed,
  'retention.applied': m.settings_log_retention_applied,
  'channels.rerouted': m.settings_log_channels_rerouted,
  'webhook.changed': m.settings_log_webhook_changed,
  'webhook.tested': m.settings_log_webhook_tested,
  'ruleset.approved': m.settings_log_ruleset_approved,
  'ruleset.suspended': m.settings_log_ruleset_suspended,
  'ruleset.retired': m.settings_log_ruleset_retired,
  'ruleset.imported': m.settings_log_ruleset_imported,
};

export const ACTOR_KIND_WORDS: Record<ActorKind, Word> = {
  person: m.settings_log_kind_person,
  machine: m.settings_log_kind_machine,
  display: m.settings_log_kind_display,
  system: m.settings_log_kind_system,
  unknown: m.settings_log_kind_unknown,
};
