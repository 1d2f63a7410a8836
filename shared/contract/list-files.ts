import { z } from 'zod';
import type { PartChanged } from './profiles.ts';

/** Most rows of one file. */
export const MAX_LIST_ROWS = 200_000;

/** Longest file, characters. */
export const MAX_LIST_FILE = 12_000_000;

/** Columns of a file of entries, in any order; `value` must be there. Dates are RFC 3339 instants with offset. */
export const LIST_COLUMNS = ['value', 'from', 'to'] as const;

/** A file of entries in CSV for a draft of a list, its first row naming the columns. */
export const listFile = z.strictObject({
  revision: z.int().min(1),
  csv: z.string().max(MAX_LIST_FILE),
  /** `add`: what stands in the draft stays; `replace`: of it, what the file does not name ends. */
  mode: z.enum(['add', 'replace']),
  /**
   * When entries without dates of their own begin: `now`, so that no past declaration is judged by them, or `always`.
   * Entries that end because the file does not name them end now.
   */
  undated: z.enum(['now', 'always']),
  /** Only say what would happen. */
  preview: z.boolean().default(false),
});

export type ListFile = z.input<typeof listFile>;

export const LIST_FAULTS = [
  'not-csv',
  'too-many-rows',
  'column-missing',
  'column-unknown',
  'value-missing',
  'value-invalid',
  'instant-invalid',
  'period-empty',
  'value-twice',
] as const;

export type ListFaultCode = (typeof LIST_FAULTS)[number];

/** A fault of a file: `line` as an editor counts, `column` null where the whole row is at fault; `reason` in English. */
export interface ListFault {
  line: number;
  column: string | null;
  code: ListFaultCode;
  reason: string;
}

/** Faults of a file that are told at once; their number is told in full. */
export const MAX_LIST_FAULTS = 500;

/** Details of the answer 422 `faulty-file`. */
export interface ListFileFaults {
  total: number;
  faults: ListFault[];
}

/** What a file did, or would do, to the entries of a draft. */
export interface ListFileLoaded {
  added: number;
  ended: number;
  unchanged: number;
  /** How the draft stands now; null for a preview. */
  changed: PartChanged | null;
}
