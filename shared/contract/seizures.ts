import { z } from 'zod';
import { DISCREPANCY_KINDS, type DiscrepancyKind } from '../domain/control/finding.ts';
import { searchScope, searchText } from './enquiry.ts';

/** What the seizure report can be grouped by. `profile`: a seizure counts at each profile that hit. */
export const SEIZURE_GROUPS = ['month', 'kind', 'district', 'house', 'heading', 'route', 'profile'] as const;
export type SeizureGroup = (typeof SEIZURE_GROUPS)[number];

/** Most seizures of one export. */
export const MAX_SEIZURE_ROWS = 50_000;

const day = z.iso
  .date()
  .refine((text) => text >= '1970' && text < '2200', 'expected a day from 1970 to 2199');

const filter = {
  /** Days of UTC, both included; the last twelve months where they are left out. */
  from: day.optional(),
  to: day.optional(),
  scope: searchScope.optional(),
  kind: z.enum(DISCREPANCY_KINDS).optional(),
  /** Beginning of the HS code. */
  hs: z
    .string()
    .regex(/^\d{2,10}$/, 'expected 2 to 10 digits')
    .optional(),
  profile: searchText(100).optional(),
  /** Country of dispatch, ISO 3166-1 alpha-2. */
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'expected a country code')
    .optional(),
};

const by = z.enum(SEIZURE_GROUPS).default('month');
/** Query of `GET /api/seizures`. */
export const seizuresQuery = z.strictObject({ ...filter, by });
/** Query of `GET /api/seizures.pdf`; in the reader's language where none is named. */
export const seizuresDocument = z.strictObject({ ...filter, by, locale: z.enum(['en', 'zh']).optional() });
/** Query of `GET /api/seizures.csv`: one line a seizure. */
export const seizuresFilter = z.strictObject(filter);
export type SeizuresFilter = z.infer<typeof seizuresFilter>;

/** What comes together in a group, or in all. */
export interface SeizureTotals {
  seizures: number;
  declarations: number;
  /** By unit, the largest first. */
  quantities: { unit: string; quantity: number }[];
  /** By currency, the largest first. */
  values: { currency: string; value: number }[];
  /** By the declaration's currency. */
  dutyDifferences: { currency: string; amount: number }[];
}

export interface SeizureGroupRow extends SeizureTotals {
  /** `2026-05`, a discrepancy kind, a place code, an HS heading, `CN>2201`, a profile code; empty where unknown. */
  key: string;
  /** Name of the place or title of the profile. */
  name: string | null;
  nameZh: string | null;
}

/** One seizure; instants in ms. */
export interface SeizureRow {
  id: string;
  foundAt: number;
  declarationNo: string;
  version: number;
  customsHouse: string;
  kind: DiscrepancyKind;
  itemNo: number | null;
  hsCode: string | null;
  goods: string;
  quantity: number;
  unit: string;
  value: number | null;
  currency: string | null;
  dutyDifference: number | null;
  countryOfDispatch: string | null;
  profiles: string[];
}

/** Answer of `GET /api/seizures`. */
export interface SeizureReport {
  from: string;
  to: string;
  by: SeizureGroup;
  total: SeizureTotals;
  /** By key for months, by number of seizures for the rest; at most 500. */
  groups: SeizureGroupRow[];
  groupsLeftOut: number;
  /** The newest, at most 100. */
  newest: SeizureRow[];
}
