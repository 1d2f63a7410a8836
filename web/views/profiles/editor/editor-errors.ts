import { m } from '../../../paraglide/messages.js';

/** Words for what may keep a draft from being saved or submitted. */
export const EDITOR_ERRORS = {
  'code-taken': m.editor_error_code_taken,
  'faulty-content': m.editor_error_faulty,
  'wrong-state': m.editor_error_state,
  'not-found': m.editor_error_gone,
} as const;
