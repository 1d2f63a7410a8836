import type { Declaration, GoodsItem } from '../declaration.ts';
import { findField, parseAttribute } from './catalogue.ts';
import type { Condition, Predicate } from './condition.ts';
import type { EnrichedFacts } from './facts.ts';
import { parseInstant } from './instant.ts';
import type { Profile, ReferenceList, Ruleset } from './profile.ts';

type Fact = string | number | boolean | readonly string[] | undefined;

/** What a condition is evaluated on: a goods item is in hand only inside an `item` node. */
interface Subject {
  declaration: Declaration;
  facts: EnrichedFacts;
  lists: readonly ReferenceList[];
  item?: GoodsItem;
}

/** Codes and items of the profiles that hit, by code: the plain statement of what a ruleset matcher must find. */
export function evaluateRuleset(
  ruleset: Ruleset,
  declaration: Declaration,
  facts: EnrichedFacts,
): { code: string; items: number[] }[] {
  const subject = { declaration, facts, lists: ruleset.lists };
  return ruleset.profiles
    .filter(
      (profile) => isInForce(profile, subject) && isInScope(profile, subject) && holds(profile.when, subject),
    )
    .map((profile) => ({
      code: profile.code,
      items: [...new Set(contributing(profile.when, subject))].sort((a, b) => a - b),
    }))
    .sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** Whether a condition holds, by walking its tree. */
function holds(condition: Condition, subject: Subject): boolean {
  if ('all' in condition) return condition.all.every((child) => holds(child, subject));
  if ('any' in condition) return condition.any.some((child) => holds(child, subject));
  if ('not' in condition) return !holds(condition.not, subject);
  if ('item' in condition) {
    return subject.declaration.items.some((item) => holds(condition.item, { ...subject, item }));
  }
  return compares(condition, factOf(condition.field, subject), subject);
}

function contributing(condition: Condition, subject: Subject): number[] {
  if (!holds(condition, subject)) return [];
  if ('all' in condition) return condition.all.flatMap((child) => contributing(child, subject));
  if ('any' in condition) return condition.any.flatMap((child) => contributing(child, subject));
  if ('item' in condition) {
    const satisfying = subject.declaration.items.filter((item) =>
      holds(condition.item, { ...subject, item }),
    );
    return satisfying.map((item) => item.itemNo);
  }
  return [];
}

function isInForce({ validFrom, validTo }: Profile, { declaration }: Subject): boolean {
  return isWithin(declaration.registeredAt, validFrom, validTo);
}

function isWithin(instant: string, from: string | undefined, to: string | undefined): boolean {
  const at = Date.parse(instant);
  return (from === undefined || at >= Date.parse(from)) && (to === undefined || at < Date.parse(to));
}

function isInScope({ level, scope }: Profile, { declaration, facts }: Subject): boolean {
  if (level === 'national') return true;
  return scope === (level === 'house' ? declaration.customsHouse : facts.district);
}

function compares({ field, op, value }: Predicate, fact: Fact, subject: Subject): boolean {
  if (op === 'missing') return fact === undefined;
  if (fact === undefined) return false;
  if (typeof fact === 'object') return comparesList({ field, op, value }, fact, subject);
  const values = value as never[];
  switch (op) {
    case 'exists':
      return true;
    case 'eq':
      return isSame(field, fact, value);
    case 'ne':
      return !isSame(field, fact, value);
    case 'in':
      return values.some((one) => isSame(field, fact, one));
    case 'notIn':
      return !values.some((one) => isSame(field, fact, one));
    case 'inList':
      return isListed(fact, value, subject);
    case 'notInList':
      return !isListed(fact, value, subject);
    case 'startsWith':
      return typeof fact === 'string' && [value].flat().some((prefix) => fact.startsWith(String(prefix)));
    case 'contains':
      return typeof fact === 'string' && fact.toLowerCase().includes(String(value).toLowerCase());
    case 'between':
      return ordered(field, fact, values[0]) >= 0 && ordered(field, fact, values[1]) <= 0;
    case 'lt':
      return ordered(field, fact, value) < 0;
    case 'lte':
      return ordered(field, fact, value) <= 0;
    case 'gt':
      return ordered(field, fact, value) > 0;
    case 'gte':
      return ordered(field, fact, value) >= 0;
  }
}

/** Negative operators say that no entry is what they name, the others that some entry is. */
function comparesList({ field, op, value }: Predicate, fact: readonly string[], subject: Subject): boolean {
  const some = (positive: Predicate['op']) =>
    fact.some((entry) => compares({ field, op: positive, value }, entry, subject));
  if (op === 'ne') return !some('eq');
  if (op === 'notIn') return !some('in');
  if (op === 'notInList') return !some('inList');
  return some(op);
}

function isSame(field: string, fact: Fact, value: unknown): boolean {
  return findField(field)?.type === 'instant' ? ordered(field, fact, value) === 0 : fact === value;
}

/** Below, at or above 0 as the fact is below, at or above the value; NaN where the two cannot be compared. */
function ordered(field: string, fact: Fact, value: unknown): number {
  if (typeof fact === 'number' && typeof value === 'number')
    return fact === value ? 0 : fact < value ? -1 : 1;
  if (typeof fact === 'string' && typeof value === 'string' && findField(field)?.type !== 'text') {
    return parseInstant(fact) - parseInstant(value);
  }
  return NaN;
}

function isListed(fact: Fact, name: unknown, { lists, declaration }: Subject): boolean {
  const list = lists.find((one) => one.name === name);
  return (list?.entries ?? []).some(
    ({ value, from, to }) => value === fact && isWithin(declaration.registeredAt, from, to),
  );
}

/** Reads a fact by its name. */
function factOf(field: string, { declaration, facts, item }: Subject): Fact {
  const attribute = parseAttribute(field);
  if (attribute) {
    const attributes = (attribute.place === 'header' ? declaration : item)?.attributes ?? {};
    return Object.hasOwn(attributes, attribute.name) ? attributes[attribute.name] : undefined;
  }
  switch (field) {
    case 'trader.id':
      return declaration.trader.id;
    case 'trader.name':
      return declaration.trader.name;
    case 'containers':
      return declaration.containers?.length ? declaration.containers : undefined;
    case 'totalValue':
      return declaration.items.reduce((sum, { customsValue }) => sum + customsValue, 0);
    case 'totalDuty': {
      const duties = declaration.items.flatMap(({ dutyAmount }) => dutyAmount ?? []);
      return duties.length === 0 ? undefined : duties.reduce((sum, duty) => sum + duty, 0);
    }
    case 'itemCount':
      return declaration.items.length;
    case 'lodgedHour':
      return Number(declaration.registeredAt.slice(11, 13));
    case 'district':
      return facts.district;
    case 'trader.creditClass':
      return facts.creditClass;
    case 'trader.firstSeenDays':
      return facts.firstSeenDays;
    case 'trader.declarations24h':
      return facts.declarations24h;
    case 'trader.discrepancies365d':
      return facts.discrepancies365d;
    case 'item.unitPrice':
      return item?.netMassKg ? item.customsValue / item.netMassKg : undefined;
    case 'item.priceRatio':
      return facts.priceRatio?.[item?.itemNo ?? 0];
    case 'item.hs2':
      return item?.hsCode.slice(0, 2);
    case 'item.hs4':
      return item?.hsCode.slice(0, 4);
    case 'item.hs6':
      return item?.hsCode.slice(0, 6);
    default:
      return field.startsWith('item.')
        ? (item as unknown as Record<string, Fact> | undefined)?.[field.slice('item.'.length)]
        : (declaration as unknown as Record<string, Fact>)[field];
  }
}
