import type { Operator } from './condition.ts';
import { FIELDS, type FactType, type FieldDefinition, type FieldName } from './fields.ts';

const EQUALITY = ['eq', 'ne', 'in', 'notIn'] as const;
const PRESENCE = ['exists', 'missing'] as const;
const ORDER = ['lt', 'lte', 'gt', 'gte', 'between'] as const;
const TEXT = ['inList', 'notInList', 'startsWith', 'contains'] as const;

/** Operators each kind of fact allows. */
export const OPERATORS_OF: Record<FactType, readonly Operator[]> = {
  text: [...EQUALITY, ...TEXT, ...PRESENCE],
  textList: [...EQUALITY, ...TEXT, ...PRESENCE],
  number: [...EQUALITY, ...ORDER, ...PRESENCE],
  instant: [...EQUALITY, ...ORDER, ...PRESENCE],
  boolean: [...EQUALITY, ...PRESENCE],
  any: [...EQUALITY, ...ORDER, ...TEXT, ...PRESENCE],
};

const ATTRIBUTE = /^(item\.)?attributes\.([A-Za-z][A-Za-z0-9_]{0,63})$/;

/** A national attribute a field name addresses, or null when it addresses none. */
export function parseAttribute(field: string): { place: 'header' | 'item'; name: string } | null {
  const parts = ATTRIBUTE.exec(field);
  return parts?.[2] === undefined ? null : { place: parts[1] ? 'item' : 'header', name: parts[2] };
}

function isCatalogued(field: string): field is FieldName {
  return Object.hasOwn(FIELDS, field);
}

/**
 * The definition of an addressable field, national attributes included; null for a field nobody knows. What national
 * attributes hold is not known, so they are personal.
 */
export function findField(field: string): FieldDefinition | null {
  if (isCatalogued(field)) return FIELDS[field];
  const attribute = parseAttribute(field);
  if (!attribute) return null;
  const { place, name } = attribute;
  return { place, source: 'declared', type: 'any', label: { en: name, zh: name }, personal: true };
}
