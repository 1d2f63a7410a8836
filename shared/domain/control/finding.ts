/** What an inspection can find wrong. */
export const DISCREPANCY_KINDS = [
  /** Value declared too low or too high. */
  'value',
  'origin',
  'classification',
  /** Number, mass or measure of the goods. */
  'quantity',
  /** Goods that the declaration does not name. */
  'undeclared',
  'prohibited',
  /** Counterfeit or pirated goods. */
  'infringing',
  /** Goods that did not arrive where they were to be presented. */
  'diverted',
  'documents',
  'other',
] as const;

export type DiscrepancyKind = (typeof DISCREPANCY_KINDS)[number];

/** Goods taken from the trader. */
export interface Seizure {
  /** What they are, in plain words. */
  goods: string;
  quantity: number;
  /** Of the quantity, as counted or weighed: `kg`, `pieces`. */
  unit: string;
  /** Estimated; absent where nobody can tell. */
  value?: number | undefined;
  /** Of the value, ISO 4217; stands with it. */
  currency?: string | undefined;
}

/** One thing found wrong. */
export interface Discrepancy {
  kind: DiscrepancyKind;
  /** Goods item concerned; absent where it is the whole declaration. */
  itemNo?: number | undefined;
  /** What the declaration says and what is so: a value, an origin, a code, a quantity. */
  declaredValue?: string | undefined;
  foundValue?: string | undefined;
  /** Duty that was declared too low, in the declaration's currency. */
  dutyDifference?: number | undefined;
  note?: string | undefined;
  seizure?: Seizure | undefined;
}

export const FINDING_RESULTS = ['conform', 'discrepancy'] as const;

export type FindingResult = (typeof FINDING_RESULTS)[number];

/** What an inspection of a version of a declaration found. */
export interface Finding {
  /** RFC 3339. */
  foundAt: string;
  result: FindingResult;
  /** Empty where all conforms, and only there. */
  discrepancies: Discrepancy[];
}

/** What becomes of a finding handed in. */
export const FINDING_OUTCOMES = [
  'recorded',
  /** The same finding was recorded before. */
  'unchanged',
  /** Another finding was recorded before, and stands. */
  'different',
  /** No such declaration, or none at a customs house of who records. */
  'unknown',
  /** It waits for its decision. */
  'undecided',
  /** A discrepancy names a goods item that the declaration does not have. */
  'unknown-item',
  /** It says that it was found later than now. */
  'in-future',
  /** It says that it was found before the declaration was registered. */
  'before-declaration',
  /** A person answers the control order that it has instead. */
  'has-order',
] as const;

export type FindingOutcome = (typeof FINDING_OUTCOMES)[number];

/** A version of a declaration as a finding on it is judged by. */
export interface InspectedVersion {
  decided: boolean;
  itemNos: readonly number[];
  /** When it was registered, ms; null for one that waits. */
  registeredAt: number | null;
}

/** Clocks of others may go wrong by so much, ms. */
const LEEWAY_MS = 300_000;

/** Whether a finding can be recorded, as far as its declaration says; null: it can. `now` in ms. */
export function refusalOf(
  finding: Pick<Finding, 'foundAt' | 'discrepancies'>,
  inspected: InspectedVersion | undefined,
  now: number,
): Extract<
  FindingOutcome,
  'unknown' | 'undecided' | 'unknown-item' | 'in-future' | 'before-declaration'
> | null {
  if (inspected === undefined) return 'unknown';
  if (!inspected.decided) return 'undecided';
  const foundAt = Date.parse(finding.foundAt);
  if (foundAt > now + LEEWAY_MS) return 'in-future';
  if (inspected.registeredAt !== null && foundAt < inspected.registeredAt) return 'before-declaration';
  const known = (itemNo: number | undefined) => itemNo === undefined || inspected.itemNos.includes(itemNo);
  return finding.discrepancies.every(({ itemNo }) => known(itemNo)) ? null : 'unknown-item';
}
