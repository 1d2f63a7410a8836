import type { PlaceFault, PlaceFaultCode } from '../../../shared/contract/places.ts';
import { m } from '../../paraglide/messages.js';
import { FIELD_RULES, type PlaceField } from './place-form.ts';

const WORDS: Record<Exclude<PlaceFaultCode, 'value-invalid'>, () => string> = {
  'not-csv': m.places_fault_not_csv,
  'too-many-rows': m.places_fault_too_many,
  'column-missing': m.places_fault_column_missing,
  'column-unknown': m.places_fault_column_unknown,
  'code-twice': m.places_fault_code_twice,
  'district-unknown': m.places_fault_district_unknown,
};

/** What is wrong with a line of a file, in the reader's words; a value's fault is what its field expects. */
export function faultText({ code, column, reason }: PlaceFault): string {
  if (code !== 'value-invalid') return WORDS[code]();
  return column !== null && Object.hasOwn(FIELD_RULES, column) ? FIELD_RULES[column as PlaceField]() : reason;
}
