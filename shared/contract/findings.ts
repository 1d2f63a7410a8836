import { z } from 'zod';
import { DISCREPANCY_KINDS, FINDING_RESULTS, type FindingOutcome } from '../domain/control/finding.ts';
import { DISPOSITIONS } from '../domain/control/order-machine.ts';
import { searchInstant, searchText } from './enquiry.ts';

/** Most findings in one request. */
export const MAX_FINDINGS = 500;
/** Most discrepancies of one finding. */
export const MAX_DISCREPANCIES = 50;

const plainText = (max: number) => searchText(max).refine((text) => text.trim() !== '', 'expected words');

const seizure = z
  .strictObject({
    goods: plainText(300),
    quantity: z.number().positive().max(1e12),
    unit: plainText(20).transform((unit) => unit.trim()),
    value: z.number().min(0).max(1e15).optional(),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'expected a currency of ISO 4217')
      .optional(),
  })
  .refine(
    ({ value, currency }) => (value === undefined) === (currency === undefined),
    'a value stands with its currency, and only there',
  );

/** One thing found wrong, as it is handed in. */
export const discrepancyBody = z.strictObject({
  kind: z.enum(DISCREPANCY_KINDS),
  itemNo: z.int().min(1).max(999).optional(),
  declaredValue: plainText(200).optional(),
  foundValue: plainText(200).optional(),
  dutyDifference: z.number().min(0).max(1e15).optional(),
  note: plainText(1000).optional(),
  seizure: seizure.optional(),
});

const finding = z
  .strictObject({
    declarationNo: searchText(64),
    /** The newest where it is left out. */
    version: z.int().min(1).max(1_000_000).optional(),
    foundAt: searchInstant,
    result: z.enum(FINDING_RESULTS),
    discrepancies: z.array(discrepancyBody).max(MAX_DISCREPANCIES).default([]),
    /** What becomes of the goods; where it is left out, conforming goods are released, and of others nothing is said. */
    disposition: z.enum(DISPOSITIONS).optional(),
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
