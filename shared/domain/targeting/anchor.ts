import { findField } from './catalogue.ts';
import type { Condition, Predicate } from './condition.ts';
import type { Lists } from './operators/operand.ts';
import type { Profile } from './profile.ts';

/** What a declaration must show for a profile to be worth evaluating: one of the values, or a code under a prefix. */
export type Anchor =
  | { kind: 'value'; field: string; values: readonly (string | number | boolean)[] }
  | { kind: 'hs-prefix'; prefixes: readonly string[] };

/** Anchors of which at least one fires on every declaration that the condition holds for. */
export interface AnchorSet {
  anchors: readonly Anchor[];
  /** Rough share of declarations that reach the profile; only its order matters. */
  share: number;
}

/** Share of goods items under an HS prefix of so many digits: about 97 chapters, 1,230 headings, 5,600 subheadings. */
const HS_SHARE = [1, 0.15, 0.02, 0.01, 0.002, 0.001, 0.0004, 0.0003, 0.0002];

/** Share of declarations that show one given value of a field; a guess of the order of magnitude. */
const VALUE_SHARE: Record<string, number> = {
  declarationNo: 1e-7,
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

/** Beyond this many values an index entry each costs more than evaluating the profile. */
const MAX_VALUES = 10_000;

const HS_FIELDS = new Set(['item.hsCode', 'item.hs2', 'item.hs4', 'item.hs6']);

/** The most selective necessary predicate of a profile, its scope included; null when it must always be evaluated. */
export function anchorOf(profile: Profile, lists: Lists): AnchorSet | null {
  const own = anchorOfCondition(profile.when, lists);
  const scope = profile.level === 'national' ? null : scopeAnchor(profile.level, profile.scope ?? '');
  return better(own, scope);
}

function scopeAnchor(level: 'district' | 'house', scope: string): AnchorSet {
  return valueAnchor(level === 'house' ? 'customsHouse' : 'district', [scope]);
}

function better(a: AnchorSet | null, b: AnchorSet | null): AnchorSet | null {
  if (!a || !b) return a ?? b;
  return a.share <= b.share ? a : b;
}

/** Every `all` child is necessary, so the best will do; of an `any` each child needs its own; a `not` gives none. */
function anchorOfCondition(condition: Condition, lists: Lists): AnchorSet | null {
  if ('all' in condition) {
    return condition.all.map((child) => anchorOfCondition(child, lists)).reduce(better, null);
  }
  if ('any' in condition) return union(condition.any.map((child) => anchorOfCondition(child, lists)));
  if ('not' in condition) return null;
  if ('item' in condition) return anchorOfCondition(condition.item, lists);
  return anchorOfPredicate(condition, lists);
}

function union(sets: (AnchorSet | null)[]): AnchorSet | null {
  const anchors: Anchor[] = [];
  let share = 0;
  for (const set of sets) {
    if (!set) return null;
    anchors.push(...set.anchors);
    share += set.share;
  }
  return { anchors, share };
}

function anchorOfPredicate({ field, op, value }: Predicate, lists: Lists): AnchorSet | null {
  const values = necessaryValues(op, value, lists);
  if (!values || values.length > MAX_VALUES) return null;
  if (HS_FIELDS.has(field)) return hsAnchor(values);
  const type = findField(field)?.type;
  if (op === 'startsWith' || (type !== 'text' && type !== 'any' && type !== 'number')) return null;
  return valueAnchor(field, values);
}

function necessaryValues(
  op: Predicate['op'],
  value: unknown,
  lists: Lists,
): (string | number | boolean)[] | null {
  switch (op) {
    case 'eq':
      return [value as string | number | boolean];
    case 'in':
      return value as (string | number | boolean)[];
    case 'inList':
      return [...(lists.get(value as string)?.values ?? [])];
    case 'startsWith':
      return Array.isArray(value) ? value : [value as string];
    default:
      return null;
  }
}

/** Being equal to a code, or to its first digits, implies starting with it: all HS predicates share one index. */
function hsAnchor(values: readonly unknown[]): AnchorSet | null {
  const prefixes: string[] = [];
  let share = 0;
  for (const prefix of values) {
    if (typeof prefix !== 'string' || !/^[0-9]+$/.test(prefix)) return null;
    prefixes.push(prefix);
    share += HS_SHARE[Math.min(prefix.length, HS_SHARE.length - 1)] ?? 1;
  }
  return { anchors: [{ kind: 'hs-prefix', prefixes }], share };
}

function valueAnchor(field: string, values: readonly (string | number | boolean)[]): AnchorSet {
  const share = (VALUE_SHARE[field] ?? OTHER_SHARE) * values.length;
  return { anchors: [{ kind: 'value', field, values: [...new Set(values)] }], share };
}
