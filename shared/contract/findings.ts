import { z } from 'zod';
import { DISCREPANCY_KINDS, FINDING_RESULTS, type FindingOutcome } from '../domain/control/finding.ts';
import { searchInstant, searchText } from './enquiry.ts';

/** Most findings in one request. */
export const MAX_FINDINGS = 500;
const MAX_DISCREPANCIES = 50;

const discrepancy = z.strictObject({
  kind: z.enum(DISCREPANCY_KINDS),
  itemNo: z.int().min(1).max(999).optional(),
  dutyDifference: z.number().min(0).max(1e15).optional(),
});

const finding = z
  .strictObject({
    declarationNo: searchText(64),
    /** The newest where it is left out. */
    version: z.int().min(1).max(1_000_000).optional(),
    foundAt: searchInstant,
    result: z.enum(FINDING_RESULTS),
    discrepancies: z.array(discrepancy).max(MAX_DISCREPANCIES).default([]),
  })
  .refine(
    ({ result, discrepancies }) => (result === 'conform') === (discrepancies.length === 0),
    'discrepancies stand with the result "discrepancy", and only there',
  );

/** Body of `POST /api/findings`. */
export const findingsBody = z.strictObject({ findings: z.array(finding).min(1).max(MAX_FINDINGS) });

export type FindingRow = z.infer<typeof finding>;

/** Answer of `POST /api/findings`: what became of each, in the order of the request. */
export interface FindingsReceipt {
  recorded: number;
  unchanged: number;
  /** All others. */
  refused: number;
  results: {
    declarationNo: string;
    /** Null where no such declaration is known. */
    version: number | null;
    outcome: FindingOutcome;
  }[];
}
