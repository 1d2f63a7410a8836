import fc from 'fast-check';
import type { AttributeValue, Declaration } from '../declaration.ts';
import { OPERATORS_OF } from './catalogue.ts';
import type { Condition, Operator, Predicate } from './condition.ts';
import type { EnrichedFacts } from './facts.ts';
import { FIELDS, type FactType } from './fields.ts';
import type { Policy, Profile, ReferenceList, Ruleset } from './profile.ts';

/** Values are few, so that random conditions meet random declarations often. */
const words = fc.constantFrom(
  'CN',
  'US',
  'T1',
  'T2',
  '2201',
  '5301',
  '22',
  'import',
  'export',
  'Cotton shirt',
  '84',
);
const hsCodes = fc.constantFrom(
  '847130',
  '84713000',
  '8471300090',
  '847141',
  '620520',
  '6205200010',
  '010121',
);
const hsPrefixes = fc.constantFrom('84', '8471', '847130', '84713000', '62', '6205', '01', '0');
const smallNumbers = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constantFrom(0.5, 1.5, 12, 100));
const instants = fc.constantFrom(
  '2026-01-01T00:00:00Z',
  '2026-01-01T08:00:00+08:00',
  '2026-01-01T07:59:59.999+08:00',
  '2026-03-15T23:30:00+08:00',
  '2026-03-15T15:30:00Z',
  '2026-06-30T12:00:00.5-05:00',
);
const listNames = ['watched', 'dated'] as const;
const attributeNames = fc.constantFrom('flag', 'grade', 'constructor');
const attributeValues: fc.Arbitrary<AttributeValue> = fc.oneof(words, smallNumbers, fc.boolean(), instants);

/** An object in which each key may be absent (never present and undefined). */
function sparse<T extends object>(model: { [K in keyof T]: fc.Arbitrary<NonNullable<T[K]>> }): fc.Arbitrary<
  Partial<T>
> {
  return fc.record(model, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;
}

const attributes = fc.dictionary(attributeNames, attributeValues, { maxKeys: 3 });

const item = fc
  .tuple(
    fc.record({ hsCode: hsCodes, customsValue: smallNumbers }),
    sparse({
      description: words,
      origin: words,
      netMassKg: smallNumbers,
      supplementaryQuantity: smallNumbers,
      supplementaryUnit: words,
      dutyRate: smallNumbers,
      dutyAmount: smallNumbers,
      taxType: words,
      attributes,
    }),
  )
  .map(([needed, optional]) => ({ ...needed, ...optional }));

/** Declarations with one to four goods items, any optional field absent. */
export const declarations: fc.Arbitrary<Declaration> = fc
  .tuple(
    fc.record({
      declarationNo: words,
      direction: fc.constantFrom('import', 'export', 'transit' as const),
      registeredAt: instants,
      customsHouse: fc.constantFrom('2201', '2202', '5301'),
      trader: fc.oneof(fc.record({ id: words }), fc.record({ id: words, name: words })),
      items: fc.array(item, { minLength: 1, maxLength: 4 }),
    }),
    sparse({
      procedure: words,
      declarant: words,
      counterparty: words,
      carrier: words,
      transportMode: words,
      transportId: words,
      countryOfDispatch: words,
      currency: words,
      paymentTerms: words,
      grossMassKg: smallNumbers,
      packages: smallNumbers,
      version: fc.integer({ min: 1, max: 3 }),
      containers: fc.array(words, { maxLength: 3 }),
      attributes,
    }),
    fc.boolean(),
  )
  .map(([needed, optional, descending]) => {
    const count = needed.items.length;
    const items = needed.items.map((entry, at) => ({ itemNo: descending ? count - at : at + 1, ...entry }));
    return { ...needed, ...optional, items } as Declaration;
  });

/** Enriched facts, each of which may be absent. */
export const enrichedFacts: fc.Arbitrary<EnrichedFacts> = sparse<EnrichedFacts>({
  district: fc.constantFrom('22', '53'),
  creditClass: words,
  firstSeenDays: smallNumbers,
  declarations24h: smallNumbers,
  discrepancies365d: smallNumbers,
  priceRatio: fc.dictionary(fc.constantFrom('1', '2', '3'), smallNumbers) as fc.Arbitrary<
    Record<number, number>
  >,
});

function scalars(field: string, type: FactType): fc.Arbitrary<unknown> {
  const digits = /^item\.hs([246])$/.exec(field)?.[1];
  if (digits) return hsCodes.map((code) => code.slice(0, Number(digits)));
  if (field === 'item.hsCode') return hsCodes;
  if (type === 'number') return smallNumbers;
  if (type === 'instant') return instants;
  return type === 'any' ? attributeValues : words;
}

function operands(field: string, type: FactType, op: Operator): fc.Arbitrary<unknown> {
  const ordered = type === 'instant' ? instants : smallNumbers;
  const kinds = type === 'any' ? [smallNumbers, instants] : [ordered];
  const part = field.startsWith('item.hs') ? hsPrefixes : fc.constantFrom('C', 'c', '84', 'SHIRT', 'T1', '2');
  switch (op) {
    case 'exists':
    case 'missing':
      return fc.constant(undefined);
    case 'eq':
    case 'ne':
      return scalars(field, type);
    case 'in':
    case 'notIn':
      return fc.array(scalars(field, type), { minLength: 1, maxLength: 7 });
    case 'inList':
    case 'notInList':
      return fc.constantFrom(...listNames);
    case 'startsWith':
      return fc.oneof(part, fc.array(part, { minLength: 1, maxLength: 3 }));
    case 'contains':
      return part;
    case 'between':
      return fc.oneof(...kinds.map((kind) => fc.tuple(kind, kind).map(([a, b]) => inOrder(a, b))));
    default:
      return fc.oneof(...kinds);
  }
}

function inOrder(a: string | number, b: string | number): (string | number)[] {
  const at = (end: string | number) => (typeof end === 'string' ? Date.parse(end) : end);
  return at(a) <= at(b) ? [a, b] : [b, a];
}

/** Predicates on the fields given, with operands of the right kind. */
export function predicates(fields: readonly (readonly [string, FactType])[]): fc.Arbitrary<Predicate> {
  return fc
    .constantFrom(...fields)
    .chain(([field, type]) =>
      fc.tuple(fc.constant(field), fc.constant(type), fc.constantFrom(...OPERATORS_OF[type])),
    )
    .chain(([field, type, op]) =>
      operands(field, type, op).map((value) => ({ field, op, ...(value !== undefined && { value }) })),
    );
}

const catalogued = Object.entries(FIELDS).map(([field, { type }]) => [field, type] as const);
const attributeFields = (prefix: string) =>
  ['flag', 'grade', 'constructor'].map((name) => [`${prefix}attributes.${name}`, 'any'] as const);
/** Fields of the header with their types. */
export const headerFields = [
  ...catalogued.filter(([field]) => !field.startsWith('item.')),
  ...attributeFields(''),
];
/** Fields of a goods item with their types. */
export const itemFields = [
  ...catalogued.filter(([field]) => field.startsWith('item.')),
  ...attributeFields('item.'),
];

function trees(leaf: fc.Arbitrary<Condition>): fc.Arbitrary<Condition> {
  return fc.letrec<{ node: Condition }>((tie) => {
    const children = fc.array(tie('node'), { minLength: 1, maxLength: 5 });
    return {
      node: fc.oneof(
        { maxDepth: 3, depthIdentifier: fc.createDepthIdentifier() },
        { arbitrary: leaf, weight: 3 },
        { arbitrary: children.map((all) => ({ all })), weight: 2 },
        { arbitrary: children.map((any) => ({ any })), weight: 2 },
        { arbitrary: tie('node').map((not) => ({ not })), weight: 1 },
      ),
    };
  }).node;
}

const insideItem = trees(
  fc.oneof(predicates(headerFields), { arbitrary: predicates(itemFields), weight: 4 }),
);

/** Conditions that pass the check against the lists of `referenceLists`. */
export const conditions: fc.Arbitrary<Condition> = trees(
  fc.oneof(predicates(headerFields), { arbitrary: insideItem.map((node) => ({ item: node })), weight: 1 }),
);

const period = fc.oneof(
  { arbitrary: fc.constant({}), weight: 3 },
  instants.map((from) => ({ from })),
  instants.map((to) => ({ to })),
  fc
    .tuple(instants, instants)
    .map(([a, b]) => (Date.parse(a) < Date.parse(b) ? { from: a, to: b } : { from: a })),
);

/** The lists `watched` (no dates) and `dated`. */
export const referenceLists: fc.Arbitrary<ReferenceList[]> = fc.tuple(
  fc.array(fc.oneof(words, hsCodes), { maxLength: 5 }).map((values) => ({
    name: listNames[0],
    entries: values.map((value) => ({ value })),
  })),
  fc.array(fc.tuple(fc.oneof(words, hsCodes), period), { maxLength: 6 }).map((entries) => ({
    name: listNames[1],
    entries: entries.map(([value, dates]) => ({ value, ...dates })),
  })),
);

const scopes: fc.Arbitrary<Pick<Profile, 'level' | 'scope'>> = fc.oneof(
  { arbitrary: fc.constant({ level: 'national' as const }), weight: 3 },
  fc.constantFrom('22', '53').map((scope) => ({ level: 'district' as const, scope })),
  fc.constantFrom('2201', '5301').map((scope) => ({ level: 'house' as const, scope })),
);

/** Profiles of every level, status, channel and validity; codes are not unique by themselves. */
export const profiles: fc.Arbitrary<Profile> = fc
  .record({
    code: fc.integer({ min: 1, max: 9999 }).map((number) => `P-${number}`),
    scope: scopes,
    status: fc.constantFrom('active', 'active', 'shadow' as const),
    dates: period,
    when: conditions,
    channel: fc.constantFrom('red', 'orange', 'none' as const),
    mandatory: fc.boolean(),
    score: fc.integer({ min: 0, max: 100 }),
  })
  .map(({ scope, dates, ...rest }) => {
    const { from, to } = dates as { from?: string; to?: string };
    return {
      ...rest,
      ...scope,
      version: 1,
      title: `Profile ${rest.code}`,
      ...(from !== undefined && { validFrom: from }),
      ...(to !== undefined && { validTo: to }),
    };
  });

/** Channel policies with shifts for two credit classes. */
export const policies: fc.Arbitrary<Policy> = fc
  .record({
    red: fc.integer({ min: 1, max: 120 }),
    orange: fc.integer({ min: 1, max: 120 }),
    creditShift: fc.record({
      AEO: fc.integer({ min: 0, max: 30 }),
      untrusted: fc.integer({ min: -30, max: 0 }),
    }),
    randomRate: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ red, orange, creditShift, randomRate }) => ({
    thresholds: { red: Math.max(red, orange), orange: Math.min(red, orange) },
    creditShift,
    randomRate,
  }));

/** Whole rulesets that pass the check. */
export const rulesets: fc.Arbitrary<Ruleset> = fc.record({
  format: fc.constant('tidewaiter-ruleset/1' as const),
  profiles: fc.uniqueArray(profiles, { minLength: 1, maxLength: 12, selector: ({ code }) => code }),
  lists: referenceLists,
  policy: policies,
});
