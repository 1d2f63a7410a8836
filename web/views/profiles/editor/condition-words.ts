import { findField } from '../../../../shared/domain/targeting/catalogue.ts';
import type { Condition, Operator, Predicate } from '../../../../shared/domain/targeting/condition.ts';
import type { FactType, FieldUnit } from '../../../../shared/domain/targeting/fields.ts';
import { m } from '../../../paraglide/messages.js';
import { writeInstant } from '../../../ui/kit/instant.ts';
import { getLocale } from '../../../ui/locale.svelte.ts';
import type { Word } from '../../../ui/words.ts';
import { childrenOf, isPredicate, kindOf, treeRows, type GroupKind, type TreeRow } from './condition-tree.ts';
import { arityOf, valueTypeOf } from './operand.ts';

/** What the words need to know beside the condition. */
export interface ValueNames {
  /** What a value of a field is called, such as a country by its code; null where it has no name of its own. */
  nameOf: (field: string, value: string) => string | null;
  /** IANA zone that instants are told in. */
  timeZone: string;
}

/** For where no names are at hand. */
const NO_NAMES: ValueNames = { nameOf: () => null, timeZone: 'UTC' };

/** Values of one predicate that a sentence tells; of the others it says how many there are. */
const TOLD_VALUES = 6;

const OPERATOR_WORDS: Record<Operator, Word> = {
  eq: m.editor_op_eq,
  ne: m.editor_op_ne,
  lt: m.editor_op_lt,
  lte: m.editor_op_lte,
  gt: m.editor_op_gt,
  gte: m.editor_op_gte,
  between: m.editor_op_between,
  in: m.editor_op_in,
  notIn: m.editor_op_not_in,
  inList: m.editor_op_in_list,
  notInList: m.editor_op_not_in_list,
  startsWith: m.editor_op_starts_with,
  contains: m.editor_op_contains,
  exists: m.editor_op_exists,
  missing: m.editor_op_missing,
};

const INSTANT_OPERATOR_WORDS: Partial<Record<Operator, Word>> = {
  lt: m.editor_op_before,
  lte: m.editor_op_not_after,
  gt: m.editor_op_after,
  gte: m.editor_op_not_before,
};

/** Units as they stand behind a number that is typed. */
export const UNIT_WORDS: Record<FieldUnit, Word> = {
  kg: m.editor_unit_kg,
  currency: m.editor_unit_currency,
  'currency/kg': m.editor_unit_currency_per_kg,
  '%': m.editor_unit_percent,
  count: () => '',
  hour: m.editor_unit_hour,
  days: m.editor_unit_days,
  ratio: m.editor_unit_ratio,
};

/** Units that a sentence tells; the others go without saying. */
const TOLD_UNITS: Partial<Record<FieldUnit, (amount: { amount: string }) => string>> = {
  kg: m.editor_amount_kg,
  '%': m.editor_amount_percent,
  hour: m.editor_amount_hour,
  days: m.editor_amount_days,
};

export const GROUP_WORDS: Record<GroupKind, Word> = {
  all: m.editor_group_all,
  any: m.editor_group_any,
  not: m.editor_group_not,
  item: m.editor_group_item,
};

/** What the catalogue calls a field in the reader's language; what it does not know, by its name. */
export function fieldWords(field: string): string {
  return findField(field)?.label[getLocale()] ?? field;
}

/** An operator as the reader chooses it for a kind of value; one that nobody knows, as it is written. */
export function operatorWords(op: Operator, type: FactType): string {
  const words = Object.hasOwn(OPERATOR_WORDS, op) ? OPERATOR_WORDS[op] : () => op;
  return ((type === 'instant' ? INSTANT_OPERATOR_WORDS[op] : undefined) ?? words)();
}

/** One comparison in words: `Gross mass is above 1,000 kg`. */
export function predicateWords({ field, op, value }: Predicate, names: ValueNames = NO_NAMES): string {
  if (field === '') return m.editor_say_blank();
  const type = findField(field)?.type ?? 'any';
  const told = { field: fieldWords(field), operator: operatorWords(op, valueTypeOf(type, op, value)) };
  const write = (one: unknown) => valueWords(field, op, one, names);
  switch (arityOf(op)) {
    case 'none':
      return m.editor_say_presence(told);
    case 'range': {
      const [low, high] = Array.isArray(value) ? (value as unknown[]) : [];
      return m.editor_say_between({ field: told.field, low: write(low), high: write(high) });
    }
    case 'many':
      return m.editor_say({ ...told, value: manyWords(value, write) });
    case 'list':
      return m.editor_say({
        ...told,
        value: m.editor_list_name({ name: value === undefined ? '…' : String(value) }),
      });
    case 'one':
      return m.editor_say({ ...told, value: write(value) });
  }
}

function manyWords(value: unknown, write: (one: unknown) => string): string {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  if (values.length === 0) return '…';
  const told = values.slice(0, TOLD_VALUES).map(write);
  const rest = values.length - told.length;
  const list = (type: 'disjunction' | 'unit', parts: string[]) =>
    new Intl.ListFormat(getLocale() === 'zh' ? 'zh-CN' : 'en', {
      type,
      style: type === 'unit' ? 'narrow' : 'long',
    }).format(parts);
  if (rest === 0) return list('disjunction', told);
  return m.editor_say_more({ values: told.join(m.editor_comma()), count: exactNumber(rest) });
}

/** One value of a field in words: with its unit, its name, or by the clocks of the place. */
export function valueWords(field: string, op: Operator, value: unknown, names: ValueNames): string {
  if (value === undefined || value === null || value === '') return '…';
  if (typeof value === 'boolean') return value ? m.editor_yes() : m.editor_no();
  const definition = findField(field);
  if (typeof value === 'number') {
    const amount = exactNumber(value);
    return TOLD_UNITS[definition?.unit ?? 'count']?.({ amount }) ?? amount;
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (valueTypeOf(definition?.type ?? 'any', op, value) === 'instant') {
    return Number.isNaN(Date.parse(text)) ? text : writeInstant(text, names.timeZone);
  }
  const name = names.nameOf(field, text);
  return name === null ? text : m.editor_named({ name, code: text });
}

/** A number to its last digit, as a condition compares with it. */
export function exactNumber(value: number): string {
  return new Intl.NumberFormat(getLocale() === 'zh' ? 'zh-CN' : 'en', { maximumFractionDigits: 20 }).format(
    value,
  );
}

/** A whole condition as one readable sentence; parentheses say what belongs together. */
export function conditionWords(condition: Condition, names: ValueNames = NO_NAMES): string {
  if (isPredicate(condition)) return predicateWords(condition, names);
  const kind = kindOf(condition);
  const children = childrenOf(condition);
  const parts = children.map((child) => conditionWords(child, names));
  if (kind === 'not') return m.editor_say_not({ condition: parts[0] ?? '…' });
  if (kind === 'item') return m.editor_say_item({ condition: parts[0] ?? '…' });
  if (parts.length === 0) return '…';
  const joint = kind === 'any' ? m.editor_joint_or() : m.editor_joint_and();
  return parts
    .map((part, index) => (isList(children[index]) ? m.editor_say_group({ condition: part }) : part))
    .join(joint);
}

/** True for a group of several, which needs parentheses inside another. */
function isList(node: Condition | undefined): boolean {
  if (node === undefined) return false;
  const kind = kindOf(node);
  return (kind === 'all' || kind === 'any') && childrenOf(node).length > 1;
}

/** What one row of the tree says: a comparison, or what holds for the rows below it. */
export function rowWords({ node }: Pick<TreeRow, 'node'>, names: ValueNames = NO_NAMES): string {
  const kind = kindOf(node);
  return kind === 'predicate' && isPredicate(node)
    ? predicateWords(node, names)
    : GROUP_WORDS[kind as GroupKind]();
}

/** A condition as an outline: each node a line, with its path and how deep it stands (1 for the whole). */
export function conditionOutline(
  condition: Condition,
  names: ValueNames = NO_NAMES,
): { path: string; level: number; text: string }[] {
  return treeRows(condition).map((row) => ({ path: row.path, level: row.level, text: rowWords(row, names) }));
}
