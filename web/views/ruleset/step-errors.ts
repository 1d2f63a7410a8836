import { m } from '../../paraglide/messages.js';

/** Words for what may keep a step from being taken. */
export const STEP_ERRORS = {
  'own-work': m.ruleset_error_own_work,
  'wrong-state': m.ruleset_error_wrong_state,
  'not-for-kind': m.ruleset_error_wrong_state,
  'reason-missing': m.common_reason_missing,
  'release-missing': m.ruleset_error_release_missing,
  'release-unchanged': m.ruleset_error_release_unchanged,
  'changed-meanwhile': m.ruleset_error_changed,
  'open-version': m.ruleset_error_open_version,
  'in-use': m.ruleset_error_in_use,
  'missing-lists': m.ruleset_error_missing_lists,
  'nothing-changes': m.ruleset_error_nothing_changes,
  'code-taken': m.ruleset_error_code_taken,
  'faulty-content': m.ruleset_error_faulty_content,
  'faulty-release': m.ruleset_error_faulty_release,
} as const;
