import type { Condition, Predicate } from './condition.ts';

/** Share of goods items under an HS prefix of so many digits: about 97 chapters, 1,230 headings, 5,600 subheadings. */
const HS_SHARE = [1, 0.15, 0.02, 0.01, 0.002, 0.001, 0.0004, 0.0003, 0.0002];

/** Share of declarations that show one given value of a field; a guess of the order of magnitude. */
const VALUE_SHARE: Record<string, number> = {
  declarationNo: 1e-7,
  containers: 1e-5,
  'trader.id': 1e-4,
  'trader.name': 1e-4,
  counterparty: 1e-4,
  declarant: 1e-3,
  transportId: 1e-3,
  carrier: 5e-3,
  customsHouse: 5e-3,
  district: 0.03,
  countryOfDispatch: 0.05,
  'item.origin': 0.05,
  procedure: 0.2,
  'trader.creditClass': 0.3,
  currency: 0.3,
  transportMode: 0.4,
  direction: 0.5,
};
const OTHER_SHARE = 0.1;

const HS_FIELDS = new Set(['item.hsCode', 'item.hs2', 'item.hs4', 'item.hs6']);

/** Whether a field holds an HS code or its first digits. */
export function isHsField(field: string): boolean {
  return HS_FIELDS.has(field);
}

/** Rough share of declarations that show one of so many values of a field; only the order of shares matters. */
export function shareOfValues(field: string, values: number): number {
  return (isHsField(field) ? HS_SHARE[6]! : (VALUE_SHARE[field] ?? OTHER_SHARE)) * values;
}

/** Rough share of goods items whose code stands under one of the prefixes. */
export function shareOfPrefixes(prefixes: readonly string[]): number {
  let share = 0;
  for (const { length } of prefixes) share += HS_SHARE[Math.min(length, HS_SHARE.length - 1)] ?? 1;
  return share;
}

/** Rough share of declarations within a range, open to one side or not. */
export function shareOfRange(low: number, high: number): number {
  return low === -Infinity || high === Infinity ? 0.3 : 0.1;
}

/** Rough share of declarations that a predicate holds for. */
export function shareOfPredicate(predicate: Predicate): number {
  return estimatePredicate(predicate).share;
}

/** How often a condition holds and what it takes to find out, a plain comparison being 1. */
interface Estimate {
  share: number;
  cost: number;
}

/** Conditions in the order in which their conjunction is refuted soonest for the least: by cost ÷ share that fails. */
export function bySelectivity(conditions: readonly Condition[]): Condition[] {
  if (conditions.length === 1) return [...conditions];
  const rated = conditions.map((condition) => {
    const { share, cost } = estimate(condition);
    return { condition, rate: cost / (1.001 - share) };
  });
  return rated.sort((a, b) => a.rate - b.rate).map(({ condition }) => condition);
}

function estimate(condition: Condition): Estimate {
  if ('all' in condition) {
    const parts = condition.all.map(estimate);
    return { share: parts.reduce((share, part) => share * part.share, 1), cost: costOf(parts) };
  }
  if ('any' in condition) {
    const parts = condition.any.map(estimate);
    return { share: 1 - parts.reduce((share, part) => share * (1 - part.share), 1), cost: costOf(parts) };
  }
  if ('not' in condition) {
    const { share, cost } = estimate(condition.not);
    return { share: 1 - share, cost };
  }
  if ('item' in condition) {
    const { share, cost } = estimate(condition.item);
    return { share: Math.min(1, share * 3), cost: cost * 3 };
  }
  return estimatePredicate(condition);
}

function costOf(parts: readonly Estimate[]): number {
  return parts.reduce((cost, part) => cost + part.cost, 0);
}

function estimatePredicate({ field, op, value }: Predicate): Estimate {
  const values = Array.isArray(value) ? value.length : 1;
  const share = Math.min(0.9, shareOfValues(field, values));
  switch (op) {
    case 'eq':
      return { share, cost: 1 };
    case 'in':
      return { share, cost: 1.5 };
    case 'startsWith':
      return {
        share: Math.min(0.9, isHsField(field) ? shareOfPrefixes([value].flat() as string[]) : 0.1),
        cost: 2,
      };
    case 'inList':
      return { share: 0.1, cost: 3 };
    case 'contains':
      return { share: 0.05, cost: 10 };
    case 'ne':
    case 'notIn':
      return { share: 1 - share, cost: 1.5 };
    case 'notInList':
      return { share: 0.9, cost: 3 };
    case 'exists':
      return { share: 0.9, cost: 1 };
    case 'missing':
      return { share: 0.1, cost: 1 };
    case 'between':
      return { share: 0.1, cost: 1 };
    default:
      return { share: 0.3, cost: 1 };
  }
}
