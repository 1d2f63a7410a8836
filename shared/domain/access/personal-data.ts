import type { GoodsItem, VersionedDeclaration } from '../declaration.ts';
import { findField } from '../targeting/catalogue.ts';
import type { EnrichedFacts } from '../targeting/facts.ts';

/** What stands in place of whatever names or identifies a person; always the same, so that not even a length is told. */
export const MASK = '***';

/** Shorter values are no names; looking for them in other texts would tear every sentence apart. */
const SHORTEST_NAME = 3;

/** `parts`: an object of which every value is personal, so that its shape stays. */
type Treatment = 'kept' | 'personal' | 'parts';

/** A field that comes to the declaration is decided here, or this does not compile. */
const DECLARATION: Record<keyof VersionedDeclaration, Treatment> = {
  declarationNo: 'kept',
  version: 'kept',
  direction: 'kept',
  procedure: 'kept',
  registeredAt: 'kept',
  customsHouse: 'kept',
  declarant: 'personal',
  trader: 'parts',
  counterparty: 'personal',
  carrier: 'personal',
  transportMode: 'kept',
  // A number plate leads to its owner, and what mode says "road" differs from country to country.
  transportId: 'personal',
  countryOfDispatch: 'kept',
  currency: 'kept',
  paymentTerms: 'kept',
  grossMassKg: 'kept',
  packages: 'kept',
  // Boxes belong to lines and lessors and travel with another consignment next week.
  containers: 'kept',
  // National fields may hold anything, telephone numbers too.
  attributes: 'parts',
  items: 'kept',
};

const ITEM: Record<keyof GoodsItem, Treatment> = {
  itemNo: 'kept',
  hsCode: 'kept',
  description: 'kept',
  origin: 'kept',
  netMassKg: 'kept',
  supplementaryQuantity: 'kept',
  supplementaryUnit: 'kept',
  customsValue: 'kept',
  dutyRate: 'kept',
  dutyAmount: 'kept',
  taxType: 'kept',
  attributes: 'parts',
};

/** The facts looked up for a declaration say how a trader behaves, not who it is. */
const FACTS: Record<keyof EnrichedFacts, Treatment> = {
  district: 'kept',
  creditClass: 'kept',
  firstSeenDays: 'kept',
  declarations24h: 'kept',
  discrepancies365d: 'kept',
  priceRatio: 'kept',
};

/** What is kept with a decision; facts are looked at one by one. */
const EXPLANATION: Record<string, Treatment> = {
  floor: 'kept',
  candidate: 'kept',
  thresholds: 'kept',
  draw: 'kept',
  nationalRed: 'kept',
  regulation: 'kept',
  facts: 'kept',
  errors: 'kept',
};

/** A version of a declaration with what became of it, as far as masking looks at it. */
export interface MaskableVersion {
  declaration: unknown;
  decision: { explanation: unknown } | null;
  hits: readonly unknown[];
  controlOrder: { instructions: unknown } | null;
  channelChanges?: readonly { reason: string }[];
}

/** Whether the fact that a condition names is personal; so is what the catalogue does not know. */
export function isPersonalField(field: string): boolean {
  const definition = findField(field);
  return definition === null || definition.personal === true;
}

/** A fact as it may be shown to who may not look persons up: conditions and back-tests name facts by their field. */
export function maskFact(field: string, value: unknown): unknown {
  return isPersonalField(field) ? masked(value) : value;
}

/** The declaration without what names or identifies a person. Fields that nobody knows are masked. */
export function maskDeclaration(document: unknown): unknown {
  if (!isRecord(document)) return masked(document);
  const header = treat(document, DECLARATION);
  const { items } = document;
  if (!Array.isArray(items)) return header;
  return { ...header, items: items.map((item) => (isRecord(item) ? treat(item, ITEM) : masked(item))) };
}

/**
 * A version of a declaration without what names or identifies a person, its decision, hits and control order
 * included. Titles and guidance are the administration's own words, so the values masked are looked for in them;
 * descriptions of goods stay as they are.
 */
export function maskVersion<T extends MaskableVersion>(version: T): T {
  const values = personalValues(version.declaration);
  return {
    ...version,
    declaration: maskDeclaration(version.declaration),
    decision: version.decision && {
      ...version.decision,
      explanation: strike(maskExplanation(version.decision.explanation), values),
    },
    hits: version.hits.map((hit) => strike(maskHit(hit), values)),
    controlOrder: version.controlOrder && {
      ...version.controlOrder,
      instructions: strike(version.controlOrder.instructions, values),
    },
    ...(version.channelChanges && {
      channelChanges: version.channelChanges.map((change) => ({
        ...change,
        reason: strike(change.reason, values),
      })),
    }),
  };
}

/** `value` with what it repeats of the personal values of a declaration (or of its header alone) struck out. */
export function maskTexts<T>(value: T, document: unknown): T {
  return strike(value, personalValues(document));
}

/** A hit tells why it is one by facts with their fields. */
function maskHit(hit: unknown): unknown {
  if (!isRecord(hit) || !Array.isArray(hit['because'])) return hit;
  const because = hit['because'].map((held: unknown) => {
    if (!isRecord(held)) return masked(held);
    const { field, fact } = held;
    return typeof field === 'string'
      ? { ...held, fact: maskFact(field, fact) }
      : { ...held, fact: masked(fact) };
  });
  return { ...hit, because };
}

function maskExplanation(explanation: unknown): unknown {
  if (!isRecord(explanation)) return masked(explanation);
  const shown = treat(explanation, EXPLANATION);
  if (!('facts' in explanation)) return shown;
  const { facts } = explanation;
  return { ...shown, facts: isRecord(facts) ? maskFacts(facts) : masked(facts) };
}

function maskFacts(facts: Record<string, unknown>): Record<string, unknown> {
  return mapValues(facts, (value, name) => (Object.hasOwn(FACTS, name) ? value : maskFact(name, value)));
}

function treat(
  record: Record<string, unknown>,
  treatments: Record<string, Treatment>,
): Record<string, unknown> {
  return mapValues(record, (value, name) => {
    const treatment = Object.hasOwn(treatments, name) ? treatments[name] : 'personal';
    if (treatment === 'kept') return value;
    return treatment === 'parts' && isRecord(value) ? mapValues(value, masked) : masked(value);
  });
}

/** Yes and no identify nobody; everything else may. */
function masked(value: unknown): unknown {
  return value === null || value === undefined || typeof value === 'boolean' ? value : MASK;
}

/** Every text and number that `maskDeclaration` takes out and that is long enough to be a name, the longest first. */
function personalValues(document: unknown): string[] {
  const values = new Set<string>();
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(collect);
    else if (isRecord(value)) Object.values(value).forEach(collect);
    else if (typeof value === 'string' || typeof value === 'number') {
      if (String(value).length >= SHORTEST_NAME) values.add(String(value));
    }
  };
  const collectFrom = (record: unknown, treatments: Record<string, Treatment>) => {
    if (!isRecord(record)) return collect(record);
    for (const [name, value] of Object.entries(record)) {
      if (!Object.hasOwn(treatments, name) || treatments[name] !== 'kept') collect(value);
    }
  };
  collectFrom(document, DECLARATION);
  if (isRecord(document) && Array.isArray(document['items'])) {
    for (const item of document['items']) collectFrom(item, ITEM);
  }
  return [...values].toSorted((a, b) => b.length - a.length);
}

/** Texts by these names are codes of ours that readers rely on. */
const CODES: ReadonlySet<string> = new Set([
  'source',
  'profile',
  'channel',
  'floor',
  'candidate',
  'creditClass',
  'path',
  'field',
]);

function strike<T>(value: T, values: readonly string[]): T {
  if (typeof value === 'string')
    return values.reduce((text, one) => text.replaceAll(one, MASK), value as string) as T;
  if (Array.isArray(value)) return value.map((entry: unknown) => strike(entry, values)) as T;
  if (!isRecord(value)) return value;
  return mapValues(value, (entry, name) => (CODES.has(name) ? entry : strike(entry, values))) as T;
}

function mapValues(
  record: Record<string, unknown>,
  change: (value: unknown, name: string) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value, name)]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The common cause of a flood without the trader's id, where it is one: what it explains can be seen all the same. */
export function maskGroup<T extends { dimension: string; value: string }>(group: T): T {
  return group.dimension === 'trader' ? { ...group, value: MASK } : group;
}
