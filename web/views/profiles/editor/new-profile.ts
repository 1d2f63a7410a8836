import { m } from '../../../paraglide/messages.js';

/** As the server takes it; `new` is the address of this form. */
const CODE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** What is wrong with the place and the code of a new profile, in the order of the form. */
export function newFaults(form: {
  scope: string;
  code: string;
  /** Codes of the profiles that the reader sees; the server knows of the others. */
  taken: readonly string[];
}): { field: 'scope' | 'code'; text: string }[] {
  const code = form.code.trim();
  return [
    ...(form.scope === '' ? [{ field: 'scope' as const, text: m.editor_fault_scope() }] : []),
    ...(CODE.test(code) && code !== 'new' ? [] : [{ field: 'code' as const, text: m.editor_fault_code() }]),
    ...(form.taken.includes(code) ? [{ field: 'code' as const, text: m.editor_error_code_taken() }] : []),
  ];
}
