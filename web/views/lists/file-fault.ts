import type { ListFaultCode } from '../../../shared/contract/list-files.ts';
import { m } from '../../paraglide/messages.js';

/** What is wrong with a row of a file, in the reader's words. */
export const FILE_FAULTS: Record<ListFaultCode, () => string> = {
  'not-csv': m.lists_file_fault_not_csv,
  'too-many-rows': m.lists_file_fault_too_many,
  'column-missing': m.lists_file_fault_column_missing,
  'column-unknown': m.lists_file_fault_column_unknown,
  'value-missing': m.lists_file_fault_value_missing,
  'value-invalid': m.lists_file_fault_value_invalid,
  'instant-invalid': m.lists_file_fault_instant,
  'period-empty': m.lists_file_fault_period,
  'value-twice': m.lists_file_fault_twice,
};
