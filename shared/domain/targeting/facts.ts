import type { CreditClass, Declaration, GoodsItem, VersionedDeclaration } from '../declaration.ts';
import { parseAttribute } from './catalogue.ts';
import type { FieldNameOf } from './fields.ts';

/** What the pipeline looked up for one declaration. Plain data: it is kept with the decision and replayed. */
export interface EnrichedFacts {
  /** District of the customs house. */
  district?: string;
  creditClass?: CreditClass;
  /** Whole days since the trader's first declaration. */
  firstSeenDays?: number;
  /** The trader's declarations in the 24 h before this one. */
  declarations24h?: number;
  /** The trader's findings with a discrepancy in the last 365 days. */
  discrepancies365d?: number;
  /** Unit price ÷ reference median of HS6 × origin, by itemNo. */
  priceRatio?: Readonly<Record<number, number>>;
}

/** Thrown when a fact is not of the kind its field promises: the profile cannot be evaluated, which is no miss. */
class FactError extends Error {
  override name = 'FactError';
}

/** A declaration laid open for reading, with one goods item in hand. One frame serves all declarations of a matcher. */
export class Frame {
  declaration!: Declaration;
  facts!: EnrichedFacts;
  /** Instant of registration, ms; NaN when it is none. */
  at = NaN;
  item!: GoodsItem;
  /** Tells one loading from every other. */
  turn = 0;
  /** Tells the goods item in hand from every other that was taken up, of this declaration or an earlier one. */
  cursor = 0;
  totalsKnown = false;
  totalValue = 0;
  totalDuty = NaN;
  /** Cursor of the declaration's first goods item, and the highest that was given out. */
  #first = 0;
  #last = 0;

  load(declaration: Declaration, facts: EnrichedFacts, at: number): void {
    this.declaration = declaration;
    this.facts = facts;
    this.at = at;
    this.turn += 1;
    this.#first = this.#last + 1;
    this.totalsKnown = false;
  }

  /** Takes up a goods item by its position in the declaration. */
  hold(item: GoodsItem, position: number): void {
    this.item = item;
    this.cursor = this.#first + position;
    if (this.cursor > this.#last) this.#last = this.cursor;
  }

  /** Whether one goods item satisfies a test. The item that was in hand is in hand again afterwards. */
  someItem(test: (frame: Frame) => boolean): boolean {
    const { item, cursor } = this;
    let position = 0;
    let found = false;
    for (const candidate of this.declaration.items) {
      this.hold(candidate, position++);
      if (test(this)) {
        found = true;
        break;
      }
    }
    this.item = item;
    this.cursor = cursor;
    return found;
  }

  /** Sums over the goods items; the duty stays NaN when no item declares one. */
  sum(): void {
    let value = 0;
    let duty = NaN;
    for (const item of this.declaration.items) {
      value += numberOf(item.customsValue) ?? NaN;
      const amount = numberOf(item.dutyAmount);
      if (amount !== undefined) duty = Number.isNaN(duty) ? amount : duty + amount;
    }
    this.totalValue = value;
    this.totalDuty = duty;
    this.totalsKnown = true;
  }
}

/** Reads one fact; undefined when it is absent. */
export type Reader<T> = (frame: Frame) => T | undefined;

/** Text, undefined when absent, FactError for any other kind. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return undefined;
  throw new FactError('expected text');
}

/** A number, undefined when absent or not a number, FactError for any other kind. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isNaN(value) ? undefined : value;
  if (value === undefined || value === null) return undefined;
  throw new FactError('expected a number');
}

function textListOf(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string')) {
    throw new FactError('expected a list of text');
  }
  return value.length === 0 ? undefined : value;
}

/** Instant of registration, ms. Throws where the declaration has none, so that nothing dated is silently a miss. */
export function registeredAtOf(frame: Frame): number {
  if (Number.isNaN(frame.at)) throw new FactError('registeredAt is no instant');
  return frame.at;
}

function hsPrefix(frame: Frame, digits: number): string | undefined {
  const code = textOf(frame.item.hsCode);
  return code === undefined || code.length < digits ? undefined : code.slice(0, digits);
}

/** Readers of the text fields. */
export const TEXT_READERS: Record<FieldNameOf<'text'>, Reader<string>> = {
  declarationNo: (f) => textOf(f.declaration.declarationNo),
  direction: (f) => textOf(f.declaration.direction),
  procedure: (f) => textOf(f.declaration.procedure),
  customsHouse: (f) => textOf(f.declaration.customsHouse),
  declarant: (f) => textOf(f.declaration.declarant),
  'trader.id': (f) => textOf(f.declaration.trader.id),
  'trader.name': (f) => textOf(f.declaration.trader.name),
  counterparty: (f) => textOf(f.declaration.counterparty),
  carrier: (f) => textOf(f.declaration.carrier),
  transportMode: (f) => textOf(f.declaration.transportMode),
  transportId: (f) => textOf(f.declaration.transportId),
  countryOfDispatch: (f) => textOf(f.declaration.countryOfDispatch),
  currency: (f) => textOf(f.declaration.currency),
  paymentTerms: (f) => textOf(f.declaration.paymentTerms),
  district: (f) => textOf(f.facts.district),
  'trader.creditClass': (f) => textOf(f.facts.creditClass),
  'item.hsCode': (f) => textOf(f.item.hsCode),
  'item.description': (f) => textOf(f.item.description),
  'item.origin': (f) => textOf(f.item.origin),
  'item.supplementaryUnit': (f) => textOf(f.item.supplementaryUnit),
  'item.taxType': (f) => textOf(f.item.taxType),
  'item.hs2': (f) => hsPrefix(f, 2),
  'item.hs4': (f) => hsPrefix(f, 4),
  'item.hs6': (f) => hsPrefix(f, 6),
};

/** Readers of the number fields. */
export const NUMBER_READERS: Record<FieldNameOf<'number'>, Reader<number>> = {
  version: (f) => numberOf((f.declaration as Partial<VersionedDeclaration>).version),
  grossMassKg: (f) => numberOf(f.declaration.grossMassKg),
  packages: (f) => numberOf(f.declaration.packages),
  totalValue: (f) => {
    if (!f.totalsKnown) f.sum();
    return Number.isNaN(f.totalValue) ? undefined : f.totalValue;
  },
  totalDuty: (f) => {
    if (!f.totalsKnown) f.sum();
    return Number.isNaN(f.totalDuty) ? undefined : f.totalDuty;
  },
  itemCount: (f) => f.declaration.items.length,
  lodgedHour: (f) => {
    registeredAtOf(f);
    const hour = f.declaration.registeredAt;
    return hour.length === 10 ? undefined : (hour.charCodeAt(11) - 48) * 10 + hour.charCodeAt(12) - 48;
  },
  'trader.firstSeenDays': (f) => numberOf(f.facts.firstSeenDays),
  'trader.declarations24h': (f) => numberOf(f.facts.declarations24h),
  'trader.discrepancies365d': (f) => numberOf(f.facts.discrepancies365d),
  'item.itemNo': (f) => numberOf(f.item.itemNo),
  'item.netMassKg': (f) => numberOf(f.item.netMassKg),
  'item.supplementaryQuantity': (f) => numberOf(f.item.supplementaryQuantity),
  'item.customsValue': (f) => numberOf(f.item.customsValue),
  'item.dutyRate': (f) => numberOf(f.item.dutyRate),
  'item.dutyAmount': (f) => numberOf(f.item.dutyAmount),
  'item.unitPrice': (f) => {
    const mass = numberOf(f.item.netMassKg);
    const value = numberOf(f.item.customsValue);
    return mass === undefined || value === undefined || mass === 0 ? undefined : value / mass;
  },
  'item.priceRatio': (f) => {
    const ratios = f.facts.priceRatio;
    return ratios ? numberOf(ratios[f.item.itemNo]) : undefined;
  },
};

/** Readers of the instant fields, as milliseconds since the epoch. */
export const INSTANT_READERS: Record<FieldNameOf<'instant'>, Reader<number>> = {
  registeredAt: registeredAtOf,
};

/** Readers of the text-list fields; an empty list is an absent fact. */
export const TEXT_LIST_READERS: Record<FieldNameOf<'textList'>, Reader<readonly string[]>> = {
  containers: (f) => textListOf(f.declaration.containers),
};

/** Reader of a national attribute, or null when the field addresses none. */
export function attributeReader(field: string): Reader<string | number | boolean> | null {
  const attribute = parseAttribute(field);
  if (!attribute) return null;
  const { place, name } = attribute;
  return place === 'header'
    ? (f) => attributeOf(f.declaration.attributes, name)
    : (f) => attributeOf(f.item.attributes, name);
}

function attributeOf(
  attributes: Record<string, unknown> | undefined,
  name: string,
): string | number | boolean | undefined {
  if (attributes === undefined || attributes === null) return undefined;
  const value = attributes[name];
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isNaN(value) ? undefined : value;
    // What every object inherits (`constructor`, `toString`) is not an attribute.
    case 'function':
    case 'undefined':
      return undefined;
    default:
      if (value === null) return undefined;
      throw new FactError('expected text, a number or a boolean');
  }
}

/** Values a fact can have. */
export type Fact = string | number | boolean | readonly string[];

const READERS = new Map<string, Reader<Fact>>(
  Object.entries({ ...TEXT_READERS, ...NUMBER_READERS, ...INSTANT_READERS, ...TEXT_LIST_READERS }),
);

/** Reader of any field, instants as milliseconds; null for a field nobody knows. */
export function factReader(field: string): Reader<Fact> | null {
  return READERS.get(field) ?? attributeReader(field);
}
