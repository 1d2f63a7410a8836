import type { EnrichedFacts } from '../../shared/domain/targeting/facts.ts';
import type { Fault } from '../../shared/domain/targeting/fault.ts';
import { FIELDS, type FieldName } from '../../shared/domain/targeting/fields.ts';

/** Where each enriched field of the header stands among the facts. */
const PLACE = {
  district: 'district',
  'trader.creditClass': 'creditClass',
  'trader.firstSeenDays': 'firstSeenDays',
  'trader.declarations24h': 'declarations24h',
  'trader.discrepancies365d': 'discrepancies365d',
} as const satisfies Partial<Record<FieldName, keyof EnrichedFacts>>;

const PRICE_RATIO = 'item.priceRatio';

/**
 * Enriched facts as a declaration carries them under `facts`: by field name, `{"trader.creditClass": "certified"}`,
 * or nested, `{"trader": {"creditClass": "certified"}}`; `item.priceRatio` by item number. Faults where one is no
 * enriched field or of another kind: it is then not known what was meant, and nothing may be decided.
 */
export function readCarriedFacts(value: unknown): { facts: EnrichedFacts; faults: Fault[] } {
  const faults: Fault[] = [];
  const facts: Record<string, unknown> = {};
  if (value === undefined) return { facts, faults };
  if (!isObject(value)) return { facts, faults: [{ path: 'facts', reason: 'expected an object' }] };
  for (const [name, held] of named(value)) {
    const path = `facts.${name}`;
    if (name === PRICE_RATIO) facts.priceRatio = ratiosOf(held, path, faults);
    else if (!Object.hasOwn(PLACE, name)) faults.push({ path, reason: 'no enriched field of this name' });
    else {
      const { type } = FIELDS[name as keyof typeof PLACE];
      const wanted = type === 'number' ? 'number' : 'string';
      if (typeof held !== wanted) faults.push({ path, reason: `expected a ${type}` });
      facts[PLACE[name as keyof typeof PLACE]] = held;
    }
  }
  return { facts, faults };
}

/** Facts by their full name, whether they were written with dots or nested. */
function named(facts: Record<string, unknown>): [string, unknown][] {
  return Object.entries(facts).flatMap(([name, held]): [string, unknown][] =>
    (name === 'trader' || name === 'item') && isObject(held)
      ? Object.entries(held).map(([inner, value]) => [`${name}.${inner}`, value])
      : [[name, held]],
  );
}

function ratiosOf(held: unknown, path: string, faults: Fault[]): Record<number, number> {
  const ratios: Record<number, number> = {};
  if (!isObject(held)) faults.push({ path, reason: 'expected ratios by item number' });
  else {
    for (const [itemNo, ratio] of Object.entries(held)) {
      if (!/^[1-9]\d{0,2}$/.test(itemNo))
        faults.push({ path: `${path}.${itemNo}`, reason: 'no item number' });
      else if (typeof ratio !== 'number')
        faults.push({ path: `${path}.${itemNo}`, reason: 'expected a number' });
      else ratios[Number(itemNo)] = ratio;
    }
  }
  return ratios;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
