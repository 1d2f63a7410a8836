import type { PartStep } from '../../../shared/contract/profiles.ts';
import type { PartKind, PartState } from '../../../shared/domain/ruleset/part.ts';
import { m } from '../../paraglide/messages.js';
import type { Word } from '../../ui/words.ts';

export const STATE_WORDS: Record<PartState, Word> = {
  draft: m.ruleset_state_draft,
  'in-review': m.ruleset_state_in_review,
  shadow: m.ruleset_state_shadow,
  active: m.ruleset_state_active,
  suspended: m.ruleset_state_suspended,
  retired: m.ruleset_state_retired,
};

/** What the buttons say. */
export const STEP_WORDS: Record<PartStep, Word> = {
  submit: m.ruleset_step_submit,
  return: m.ruleset_step_return,
  approve: m.ruleset_step_approve,
  release: m.ruleset_step_release,
  suspend: m.ruleset_step_suspend,
  resume: m.ruleset_step_resume,
  retire: m.ruleset_step_retire,
};

/** What the history says has been done, the steps of a person and those that come of themselves. */
const EVENT_WORDS: Readonly<Record<string, Word>> = {
  create: m.ruleset_event_create,
  edit: m.ruleset_event_edit,
  discard: m.ruleset_event_discard,
  submit: m.ruleset_event_submit,
  return: m.ruleset_event_return,
  approve: m.ruleset_event_approve,
  release: m.ruleset_event_release,
  suspend: m.ruleset_event_suspend,
  resume: m.ruleset_event_resume,
  retire: m.ruleset_event_retire,
  replace: m.ruleset_event_replace,
  guard: m.ruleset_event_guard,
  load: m.ruleset_event_load,
};

/** The word for a step of the history; the step itself where this version has none. */
export function eventWord(step: string): string {
  return EVENT_WORDS[step]?.() ?? step;
}

export const KIND_WORDS: Record<PartKind, Word> = {
  profile: m.ruleset_kind_profile,
  list: m.ruleset_kind_list,
  policy: m.ruleset_kind_policy,
};
