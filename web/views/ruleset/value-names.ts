import type { ValueNames } from '../profiles/editor/condition-words.ts';
import { valueName } from '../profiles/editor/value-choices.ts';

/** Names of a condition's values in the reader's language, instants by the reader's clock. */
export function valueNames(): ValueNames {
  return { nameOf: valueName, timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone };
}
