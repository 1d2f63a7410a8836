import type { Declaration } from '../../shared/domain/declaration.ts';
import { compileDate } from './date-format.ts';
import type { DiscrepancyKind } from '../../shared/domain/control/finding.ts';
import { HEADER_FIELDS, ITEM_FIELDS, kindOf, type FieldRule, type Kind, type Mapping } from './mapping.ts';

/** One row of a CSV file by column. */
export type Row = Record<string, string>;

/** A cell that cannot be read. */
export interface CellFault {
  /** Column, or null where the value is not from a column. */
  column: string | null;
  /** Field of the declaration, as `trader.id` or `items.0.hsCode`. */
  path: string;
  reason: string;
}

type Value = string | number | boolean | string[];

/** Thrown for a value that cannot be read; the mapper gathers them. */
class CellError extends Error {}

/** Reads one value of a row; undefined when it is absent, CellError when it is unreadable. */
type Reader = (row: Row) => Value | undefined;

interface Field {
  path: string;
  column: string | null;
  keys: string[];
  read: Reader;
}

/** A row as parts of a declaration: `header` without items, and one goods item without itemNo where none is mapped. */
export interface MappedRow {
  header: Record<string, unknown>;
  item: Record<string, unknown>;
  faults: CellFault[];
  /** What the row says that an inspection found; null where it says nothing. */
  outcome: 'conform' | DiscrepancyKind | null;
}

export interface Mapper {
  map(row: Row): MappedRow;
  /** Customs house of a row, or null where it cannot be read. */
  customsHouse(row: Row): string | null;
  /** Columns the mapping reads. */
  columns: ReadonlySet<string>;
  /** Column that a path of a declaration comes from, as `items.0.hsCode` → `HS6 Code`. */
  columnOf(path: string): string | null;
}

const PLACEHOLDER = /\{([^{}]+)\}/g;

/** Makes a checked mapping ready to map rows. */
export function compileMapping(mapping: Mapping): Mapper {
  const empty = new Set(['', ...(mapping.csv?.empty ?? [])]);
  const header = Object.entries(mapping.declaration).map(([path, rule]) =>
    compileField(path, rule, HEADER_FIELDS, empty),
  );
  const item = Object.entries(mapping.item).map(([path, rule]) =>
    compileField(path, rule, ITEM_FIELDS, empty),
  );
  const columns = new Set(
    [...Object.values(mapping.declaration), ...Object.values(mapping.item)]
      .flatMap(columnsOf)
      .concat(mapping.outcome?.column ?? []),
  );
  const house = header.find(({ path }) => path === 'customsHouse');

  return {
    columns,
    map(row) {
      const faults: CellFault[] = [];
      return {
        header: fill(header, row, '', faults),
        item: fill(item, row, 'items.0.', faults),
        faults,
        outcome: outcomeOf(mapping, row),
      };
    },
    customsHouse(row) {
      try {
        const code = house?.read(row);
        return typeof code === 'string' ? code : null;
      } catch {
        return null;
      }
    },
    columnOf(path) {
      const inItem = /^items\.\d+\.(.+)$/.exec(path)?.[1];
      const fields = inItem === undefined ? header : item;
      const wanted = inItem ?? path;
      const found = fields.find((field) => wanted === field.path || wanted.startsWith(`${field.path}.`));
      return found?.column ?? null;
    },
  };
}

function outcomeOf({ outcome }: Mapping, row: Row): MappedRow['outcome'] {
  const said = outcome && row[outcome.column]?.trim();
  if (outcome === undefined || said === undefined) return null;
  if (outcome.conform.includes(said)) return 'conform';
  return outcome.discrepancy.includes(said) ? outcome.kind : null;
}

function columnsOf(rule: FieldRule): string[] {
  if (rule.column !== undefined) return [rule.column];
  return [...(rule.template ?? '').matchAll(PLACEHOLDER)].map((found) => found[1] ?? '');
}

function compileField(
  path: string,
  rule: FieldRule,
  fields: Readonly<Record<string, Kind>>,
  empty: ReadonlySet<string>,
): Field {
  const column = rule.column ?? columnsOf(rule)[0] ?? null;
  return {
    path,
    column,
    keys: path.split('.'),
    read: compileReader(rule, kindOf(path, rule, fields), empty),
  };
}

function compileReader(rule: FieldRule, kind: Kind, empty: ReadonlySet<string>): Reader {
  const { constant } = rule;
  if (constant !== undefined) return () => constant;
  const source = compileSource(rule, empty);
  const convert = compileKind(rule, kind);
  const { padStart, map, unmapped = 'fault', whenEmpty } = rule;
  return (row) => {
    let text = source(row);
    if (text === undefined) {
      if (whenEmpty === 'fault') throw new CellError('is empty');
      return whenEmpty;
    }
    if (padStart) text = text.padStart(padStart.length, padStart.with);
    if (map) {
      if (Object.hasOwn(map, text)) return map[text];
      if (unmapped === 'absent') return undefined;
      if (unmapped === 'fault') throw new CellError(`"${text}" is not in the mapping's map`);
    }
    return convert(text);
  };
}

/** Text of the column or template; undefined where a cell it needs is empty. */
function compileSource(rule: FieldRule, empty: ReadonlySet<string>): (row: Row) => string | undefined {
  const cell = (row: Row, column: string): string | undefined => {
    const text = row[column]?.trim();
    return text === undefined || empty.has(text) ? undefined : text;
  };
  const { column, template } = rule;
  if (column !== undefined) return (row) => cell(row, column);
  return (row) => {
    let complete = true;
    const text = (template ?? '').replaceAll(PLACEHOLDER, (_all, name: string) => {
      const value = cell(row, name);
      if (value === undefined) complete = false;
      return value ?? '';
    });
    return complete ? text : undefined;
  };
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

function compileKind(rule: FieldRule, kind: Kind): (text: string) => Value {
  switch (kind) {
    case 'text':
      return (text) => text;
    case 'number':
      return (text) => {
        const plain = rule.decimal === ',' ? text.replace(',', '.') : text;
        if (!NUMBER.test(plain)) throw new CellError(`"${text}" is no number`);
        return Number(plain);
      };
    case 'boolean': {
      const yes = new Set(rule.true ?? ['true', '1', 'Y', 'yes']);
      const no = new Set(rule.false ?? ['false', '0', 'N', 'no']);
      return (text) => {
        if (yes.has(text)) return true;
        if (no.has(text)) return false;
        throw new CellError(`"${text}" is neither true nor false`);
      };
    }
    case 'date': {
      const read = compileDate(rule.format ?? 'iso', rule.timeZone, rule.time);
      return (text) => {
        const instant = read(text);
        if (instant === null) throw new CellError(`"${text}" is no date of the form ${rule.format}`);
        return instant;
      };
    }
    case 'list': {
      const separator = rule.separator ?? ' ';
      return (text) =>
        text
          .split(separator)
          .map((entry) => entry.trim())
          .filter(Boolean);
    }
  }
}

function fill(
  fields: readonly Field[],
  row: Row,
  prefix: string,
  faults: CellFault[],
): Record<string, unknown> {
  const target: Record<string, unknown> = {};
  for (const { path, column, keys, read } of fields) {
    try {
      const value = read(row);
      if (value !== undefined) place(target, keys, value);
    } catch (error) {
      if (!(error instanceof CellError)) throw error;
      faults.push({ column, path: prefix + path, reason: error.message });
    }
  }
  return target;
}

function place(target: Record<string, unknown>, keys: readonly string[], value: Value): void {
  const [first = '', second] = keys;
  if (second === undefined) {
    target[first] = value;
    return;
  }
  const inner = (target[first] ??= {}) as Record<string, unknown>;
  inner[second] = value;
}

/** A declaration of mapped rows: the first row's header, each row a goods item, numbered where the mapping does not. */
export function assemble(rows: readonly Pick<MappedRow, 'header' | 'item'>[]): Declaration {
  const items = rows.map(({ item }, index) => ({ itemNo: index + 1, ...item }));
  return { ...rows[0]?.header, items } as unknown as Declaration;
}
