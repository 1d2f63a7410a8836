import type { Declaration, GoodsItem } from '../shared/domain/declaration.ts';
import type { Condition, Operator } from '../shared/domain/targeting/condition.ts';
import type { EnrichedFacts } from '../shared/domain/targeting/facts.ts';
import type { Profile, ReferenceList, Ruleset } from '../shared/domain/targeting/profile.ts';
import { seeded, skewed } from './workload.ts';

/** A declaration with what the pipeline would have looked up for it. */
export interface Subject {
  declaration: Declaration;
  facts: EnrichedFacts;
}

type Random = () => number;

const COUNTRIES =
  'CN US DE JP KR VN TH MY IN BR AU FR IT RU ID NL GB CL MX SG PH TR ES CH BE SA AE ZA CA PL'.split(' ');
const PROCEDURES = ['0110', '0615', '0214', '0654', '1233', '4500'];
const WORDS = ['waste', 'scrap', 'second-hand', 'sample', 'parts', 'mixed', 'extract', 'spirit', 'battery'];
const NOUNS = ['shirts', 'laptops', 'ore', 'wine', 'beef', 'pumps', 'toys', 'valves', 'paper', 'resin'];
const HOUSES = Array.from({ length: 350 }, (_, at) => String(2200 + at));
const TRADERS = 50_000;
const DECLARANTS = 2_000;
const VESSELS = 400;

/** About 1,230 headings in 96 chapters, as many as the Harmonised System has, in an order of their share of trade. */
const HEADINGS = shuffled(
  Array.from({ length: 96 }, (_, chapter) =>
    Array.from({ length: 13 }, (_, at) => `${pad(chapter + 1, 2)}${pad(at + 1, 2)}`),
  ).flat(),
);

const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
const common = <T>(random: Random, from: readonly T[]): T => from[skewed(random, from.length)]!;
const between = (random: Random, low: number, high: number) => low + Math.floor(random() * (high - low));

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}

function shuffled<T>(values: T[]): T[] {
  const random = seeded(11);
  return values
    .map((value) => ({ value, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}

/** The first digits of a ten-digit code: about five subheadings a heading, four tariff lines each. */
function hsCode(random: Random, digits: number): string {
  const heading = common(random, HEADINGS);
  return `${heading}${between(random, 1, 6)}0${between(random, 1, 5)}0${pad(between(random, 0, 20), 2)}`.slice(
    0,
    digits,
  );
}

const p = (field: string, op: Operator, value: unknown): Condition => ({ field, op, value });
const item = (...all: Condition[]): Condition => ({ item: { all } });

const hs = (random: Random, ...digits: number[]) =>
  p('item.hsCode', 'startsWith', hsCode(random, pick(random, digits)));
const headings = (random: Random) =>
  p('item.hsCode', 'startsWith', [hsCode(random, 4), hsCode(random, 6), hsCode(random, 6)]);
const origins = (random: Random, most: number) =>
  p('item.origin', 'in', [
    ...new Set(Array.from({ length: between(random, 1, most + 1) }, () => common(random, COUNTRIES))),
  ]);
const lowPrice = (random: Random) => p('item.unitPrice', 'lt', between(random, 4, 40));
const trader = (random: Random) => p('trader.id', 'eq', `T${skewed(random, TRADERS)}`);
const total = (random: Random) => p('totalValue', 'gt', between(random, 5, 30) * 50_000);

/** What specialists write, with how often: each makes the condition of one profile. */
const KINDS: [number, (random: Random) => Condition][] = [
  [30, (r) => item(hs(r, 6, 8, 8), origins(r, 3), lowPrice(r))],
  [12, (r) => ({ all: [p('procedure', 'eq', pick(r, PROCEDURES)), item(hs(r, 6, 8), origins(r, 1))] })],
  [16, (r) => ({ all: [trader(r), item(hs(r, 2, 4, 6))] })],
  [
    8,
    (r) => ({ all: [p('trader.id', 'inList', `watch-${between(r, 0, 20)}`), total(r), item(hs(r, 4, 6))] }),
  ],
  [6, (r) => item(headings(r), origins(r, 2), p('item.dutyRate', 'gte', between(r, 18, 25)))],
  [
    8,
    (r) => {
      const low = between(r, 1, 40) * 5_000;
      return item(hs(r, 8, 10), p('item.customsValue', 'between', [low, low * 2]));
    },
  ],
  [
    6,
    (r) =>
      item({
        any: [
          { all: [hs(r, 6), p('item.origin', 'eq', common(r, COUNTRIES)), lowPrice(r)] },
          { all: [hs(r, 8), p('item.origin', 'eq', pick(r, COUNTRIES))] },
        ],
      }),
  ],
  [5, (r) => item(hs(r, 8), { not: origins(r, 3) }, lowPrice(r))],
  [4, (r) => ({ all: [p('trader.firstSeenDays', 'lt', between(r, 5, 60)), total(r), item(hs(r, 2, 4))] })],
  [
    3,
    (r) => ({
      all: [
        p('declarant', 'eq', `D${skewed(r, DECLARANTS)}`),
        p('customsHouse', 'in', [pick(r, HOUSES), common(r, HOUSES)]),
        { not: p('transportMode', 'eq', '4') },
      ],
    }),
  ],
  [1, (r) => item(hs(r, 4), p('item.description', 'contains', pick(r, WORDS)))],
  [
    1,
    (r) => ({
      all: [
        p('transportId', 'eq', `VESSEL ${between(r, 0, VESSELS)}`),
        p('countryOfDispatch', 'in', [pick(r, COUNTRIES), common(r, COUNTRIES)]),
        p('grossMassKg', 'gt', between(r, 10, 20) * 1000),
      ],
    }),
  ],
];

/** So many profiles of every ruleset are standing ones, broad enough to hit about one declaration in ten together. */
const STANDING = 20;

/** Low prices of dear goods in three chapters. */
function standing(random: Random): Condition {
  const chapters = p('item.hsCode', 'startsWith', [hsCode(random, 2), hsCode(random, 2), hsCode(random, 2)]);
  return item(chapters, lowPrice(random), p('item.dutyRate', 'gte', 20));
}

const WEIGHT = KINDS.reduce((sum, [weight]) => sum + weight, 0);

/**
 * A ruleset of `count` profiles in a realistic mix of thirteen kinds: goods by HS prefix of 2 to 10 digits with origin,
 * price, value or duty, traders and lists of them, declarants, newcomers, means of transport, words; three in four are
 * national, the others of a district or a house. So that every engine can say them, a profile looks at one goods item
 * at a time (one `item` node, none beneath a `not`), has no validity dates, and no fact it asks for is absent.
 */
export function targetingRuleset(count: number): Ruleset {
  const random = seeded(5);
  return {
    format: 'tidewaiter-ruleset/1',
    profiles: Array.from({ length: count }, (_, at) => profileOf(random, at)),
    lists: watchLists(random),
    policy: { thresholds: { red: 70, orange: 40 }, creditShift: {}, randomRate: 0.01 },
  };
}

function profileOf(random: Random, at: number): Profile {
  let draw = random() * WEIGHT;
  const [, kind] = KINDS.find(([weight]) => (draw -= weight) < 0) ?? KINDS[0]!;
  const make = at < STANDING ? standing : kind;
  const level = random();
  const house = common(random, HOUSES);
  return {
    code: `TGT-${pad(at, 6)}`,
    version: 1,
    title: `Profile ${at}`,
    ...(level < 0.75
      ? { level: 'national' }
      : level < 0.88
        ? { level: 'district', scope: districtOf(house) }
        : { level: 'house', scope: house }),
    status: random() < 0.1 ? 'shadow' : 'active',
    when: make(random),
    channel: pick(random, ['red', 'orange', 'none'] as const),
    mandatory: random() < 0.05,
    score: between(random, 5, 60),
    guidance: { en: 'Compare the invoice with the reference price.', zh: '请将发票与参考价格核对。' },
  };
}

/** Twenty lists of 1,000 traders. */
function watchLists(random: Random): ReferenceList[] {
  return Array.from({ length: 20 }, (_, at) => ({
    name: `watch-${at}`,
    entries: Array.from({ length: 1000 }, () => ({ value: `T${skewed(random, TRADERS)}` })),
  }));
}

function districtOf(house: string): string {
  return String(10 + (Number(house) % 42));
}

/** Declarations of one to five goods items each, two on average; equal seeds give equal declarations. */
export function targetingSubjects(count: number, seed: number): Subject[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, at) => {
    const customsHouse = common(random, HOUSES);
    return {
      declaration: {
        declarationNo: `T${seed}-${pad(at, 9)}`,
        direction: 'import',
        procedure: common(random, PROCEDURES),
        registeredAt: '2026-06-01T08:30:00+08:00',
        customsHouse,
        declarant: `D${skewed(random, DECLARANTS)}`,
        trader: { id: `T${skewed(random, TRADERS)}` },
        transportMode: pick(random, ['1', '1', '3', '4']),
        transportId: `VESSEL ${between(random, 0, VESSELS)}`,
        countryOfDispatch: common(random, COUNTRIES),
        currency: 'CNY',
        grossMassKg: between(random, 10, 20_000),
        packages: between(random, 1, 200),
        items: Array.from({ length: pick(random, [1, 1, 1, 1, 2, 2, 2, 3, 3, 5]) }, (_, no) =>
          itemOf(random, no + 1),
        ),
      },
      facts: { district: districtOf(customsHouse), firstSeenDays: skewed(random, 3000) },
    };
  });
}

function itemOf(random: Random, itemNo: number): GoodsItem {
  const netMassKg = between(random, 1, 5000);
  return {
    itemNo,
    hsCode: hsCode(random, 10),
    description: `${pick(random, NOUNS)} of ${pick(random, NOUNS)}${random() < 0.1 ? `, ${pick(random, WORDS)}` : ''}`,
    origin: common(random, COUNTRIES),
    netMassKg,
    customsValue: Math.round(netMassKg * (2 + random() ** 2 * 400)),
    dutyRate: between(random, 0, 25),
  };
}
