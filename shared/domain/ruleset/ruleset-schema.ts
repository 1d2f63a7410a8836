import { OPERATORS_OF } from '../targeting/catalogue.ts';
import { MAX_LISTS, MAX_PROFILES } from '../targeting/check.ts';
import { MAX_LIST_ENTRIES } from '../targeting/check-content.ts';
import { MAX_TEXT } from '../targeting/check-fields.ts';
import { MAX_OPERAND_VALUES } from '../targeting/check-operand.ts';
import type { Operator } from '../targeting/condition.ts';
import { FIELDS, type FactType, type FieldPlace } from '../targeting/fields.ts';
import { ALARM_PRIORITIES } from '../targeting/profile.ts';

type Schema = Record<string, unknown>;

const ref = (name: string): Schema => ({ $ref: `#/$defs/${name}` });
const text: Schema = { type: 'string', minLength: 1, maxLength: MAX_TEXT };
const code: Schema = { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' };
const place: Schema = { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$' };
const numberIn = (minimum: number, maximum: number): Schema => ({ type: 'number', minimum, maximum });
const instant: Schema = { type: 'string', description: 'RFC 3339 with offset: 2026-01-01T00:00:00+08:00' };
const level: Schema = { enum: ['national', 'district', 'house'] };

/** An object that takes no key but these; those that end in ? may be left out. */
function object(properties: Record<string, Schema>, more: Schema = {}): Schema {
  const entries = Object.entries(properties);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([key, value]) => [key.replace('?', ''), value])),
    required: entries.map(([key]) => key).filter((key) => !key.endsWith('?')),
    additionalProperties: false,
    ...more,
  };
}

const array = (items: Schema, maxItems?: number, minItems = 0): Schema => ({
  type: 'array',
  items,
  ...(minItems > 0 && { minItems }),
  ...(maxItems !== undefined && { maxItems }),
});

/** Values that a kind of fact is compared with. */
const SCALAR: Record<FactType, Schema> = {
  text: { type: 'string' },
  textList: { type: 'string' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  instant,
  any: { type: ['string', 'number', 'boolean'] },
};
const ORDERED: Record<FactType, Schema> = { ...SCALAR, any: { type: ['string', 'number'] } };

/** Operand of each operator; null: none. */
function operandOf(op: Operator, type: FactType, scalar: Schema): Schema | null {
  switch (op) {
    case 'exists':
    case 'missing':
      return null;
    case 'inList':
    case 'notInList':
      return code;
    case 'in':
    case 'notIn':
      return array(scalar, MAX_OPERAND_VALUES, 1);
    case 'startsWith':
      return {
        anyOf: [
          { type: 'string', minLength: 1 },
          array({ type: 'string', minLength: 1 }, MAX_OPERAND_VALUES, 1),
        ],
      };
    case 'contains':
      return { type: 'string', minLength: 1 };
    case 'between':
      return array(ORDERED[type], 2, 2);
    case 'eq':
    case 'ne':
      return scalar;
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return ORDERED[type];
  }
}

/** Predicates on some fields of one kind: operators with the same operand stand together. */
function predicates(field: Schema, type: FactType, scalar = SCALAR[type]): Schema[] {
  const groups = Map.groupBy(OPERATORS_OF[type], (op) => JSON.stringify(operandOf(op, type, scalar)));
  return [...groups].map(([operand, ops]) =>
    operand === 'null'
      ? object({ field, op: { enum: ops } })
      : object({ field, op: { enum: ops }, value: JSON.parse(operand) as Schema }),
  );
}

function predicatesOf(wanted: FieldPlace): Schema {
  const plain = Object.entries(FIELDS).filter(
    ([name, { place: at }]) => at === wanted && !/^item\.hs[246]$/.test(name),
  );
  const byType = Map.groupBy(plain, ([, { type }]) => type as FactType);
  const attribute = `^${wanted === 'item' ? 'item\\.' : ''}attributes\\.[A-Za-z][A-Za-z0-9_]{0,63}$`;
  const hs = wanted === 'item' ? [2, 4, 6] : [];
  return {
    anyOf: [
      ...[...byType].flatMap(([type, fields]) => predicates({ enum: fields.map(([name]) => name) }, type)),
      ...hs.flatMap((digits) =>
        predicates({ const: `item.hs${digits}` }, 'text', { type: 'string', pattern: `^\\d{${digits}}$` }),
      ),
      ...predicates({ type: 'string', pattern: attribute }, 'any'),
    ],
  };
}

function nodes(self: string, ...leaves: Schema[]): Schema {
  const children = array(ref(self), undefined, 1);
  const inner = [object({ all: children }), object({ any: children }), object({ not: ref(self) })];
  return { anyOf: [...inner, ...leaves] };
}

const parameters = {
  thresholds: object({ red: numberIn(0, 1000), orange: numberIn(0, 1000) }),
  creditShift: { type: 'object', additionalProperties: numberIn(-100, 100), maxProperties: 100 },
  randomRate: numberIn(0, 1),
  'strata?': array(object({ name: code, when: ref('headerCondition'), rate: numberIn(0, 1) }), 100),
  'regulated?': { type: 'boolean' },
};
const dated = Object.fromEntries(
  Object.entries(parameters).map(([key, value]) => [key.endsWith('?') ? key : `${key}?`, value]),
);
const limit: Schema = { type: 'number', exclusiveMinimum: 0, maximum: 1e9 };

const DEFINITIONS: Record<string, Schema> = {
  profile: object({
    code,
    version: { type: 'integer', minimum: 1, maximum: 2 ** 31 - 1 },
    title: text,
    'titleZh?': text,
    level,
    'scope?': place,
    status: { enum: ['active', 'shadow'] },
    'canary?': object({ 'houses?': array(place, 1000, 1), 'share?': numberIn(0, 1) }, { minProperties: 1 }),
    'guard?': object({ 'hitsPerHour?': limit, 'extraRedsOfCapacity?': limit }, { minProperties: 1 }),
    'validFrom?': instant,
    'validTo?': instant,
    channel: { enum: ['red', 'orange', 'none'] },
    mandatory: { type: 'boolean' },
    score: numberIn(0, 100),
    'alarm?': { enum: [...ALARM_PRIORITIES] },
    'guidance?': object({ 'en?': text, 'zh?': text }),
    when: ref('condition'),
  }),
  list: object({
    name: code,
    'title?': text,
    'level?': level,
    'scope?': place,
    entries: array(object({ value: text, 'from?': instant, 'to?': instant }), MAX_LIST_ENTRIES),
  }),
  policy: object({
    ...parameters,
    'dated?': array(object({ from: instant, ...dated }), 100),
    'salt?': text,
  }),
  condition: nodes('condition', object({ item: ref('itemCondition') }), ref('headerPredicate')),
  itemCondition: nodes('itemCondition', ref('headerPredicate'), ref('itemPredicate')),
  headerCondition: nodes('headerCondition', ref('headerPredicate')),
  headerPredicate: predicatesOf('header'),
  itemPredicate: predicatesOf('item'),
};

/**
 * The form of a ruleset file as a JSON Schema (2020-12). Whatever `checkRuleset` accepts fits it; what a schema cannot
 * say (names that must be unique or known, periods, depth, places) is left to the check.
 */
export function rulesetSchema(): Schema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Tidewaiter ruleset, format tidewaiter-ruleset/1',
    ...object({
      '$schema?': text,
      format: { const: 'tidewaiter-ruleset/1' },
      profiles: array(ref('profile'), MAX_PROFILES),
      lists: array(ref('list'), MAX_LISTS),
      policy: ref('policy'),
    }),
    $defs: DEFINITIONS,
  };
}
