import { m } from '../../paraglide/messages.js';
import type { FormFault } from './parameters-form.ts';

/** What a faulty field should hold; of rows, with their number. */
export type ErrorOf = (field: FormFault['field'], at?: number) => string | undefined;

const WORDS: Record<FormFault['field'], () => string> = {
  red: m.parameters_fault_threshold,
  orange: m.parameters_fault_threshold,
  randomRate: m.parameters_fault_rate,
  creditClass: m.parameters_fault_class,
  points: m.parameters_fault_points,
  name: m.parameters_fault_name,
  rate: m.parameters_fault_rate,
  datedFrom: m.parameters_fault_from,
  datedThresholds: m.parameters_fault_dated_thresholds,
  datedRate: m.parameters_fault_rate,
};

export function faultWords(fault: FormFault): string {
  const words = WORDS[fault.field]();
  return 'at' in fault ? m.parameters_fault_row({ row: fault.at + 1, fault: words }) : words;
}

/** Id of the field that a fault belongs to, in the form with this id. */
export function faultId(form: string, fault: FormFault): string {
  return 'at' in fault ? `${form}-${fault.field}-${fault.at}` : `${form}-${fault.field}`;
}
