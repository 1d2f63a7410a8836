import {
  attributeReader,
  NUMBER_READERS,
  TEXT_LIST_READERS,
  TEXT_READERS,
  type Frame,
  type Reader,
} from './facts.ts';

/** A fact as a predicate saw it; null where it is absent. */
export type SeenFact = string | number | boolean | string[] | null;

const READERS: Record<string, Reader<string | number | boolean | readonly string[]>> = {
  ...TEXT_READERS,
  ...NUMBER_READERS,
  ...TEXT_LIST_READERS,
  // As it was declared: people read no milliseconds.
  registeredAt: (frame) => frame.declaration.registeredAt,
};

/** The fact that a field names; one of a goods item is that of the item in hand. Throws FactError as the readers do. */
export function readFact(field: string, frame: Frame): SeenFact {
  const read = Object.hasOwn(READERS, field) ? READERS[field] : attributeReader(field);
  const fact = read?.(frame);
  if (fact === undefined) return null;
  return typeof fact === 'object' ? [...fact] : fact;
}
