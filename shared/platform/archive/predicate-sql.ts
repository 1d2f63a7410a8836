import type { Predicate } from '../../domain/targeting/condition.ts';
import { findField, parseAttribute } from '../../domain/targeting/catalogue.ts';
import type { FieldPlace } from '../../domain/targeting/fields.ts';
import { attributeColumn, columnOf, lowerColumnOf, type AttributeKind } from './columns.ts';
import { instantOf, type ListTable } from './list-tables.ts';
import { instantLiteral, joined, numberLiteral, textLiteral } from './sql-text.ts';

/** Where predicates of one statement find what they look at. */
export interface PredicateSource {
  /** A column of the declaration's header or of the goods item in hand. */
  column: (place: FieldPlace, name: string) => string;
  /** Instant of registration of the declaration in hand, ms. */
  registeredAt: () => string;
  /** The declaration in hand. */
  id: string;
  /** Relation with a row a declaration. */
  headers: string;
  list: (name: string) => ListTable;
  /** Joins a table of a list to the rows looked at; answers the alias of its row, which is absent for no match. */
  joinList: (list: ListTable, on: (alias: string) => string) => string;
}

/**
 * A checked predicate in SQL. It is true exactly where the matcher's is; elsewhere it is false or NULL, which is the
 * same to AND, OR and WHERE. Whoever negates it must make it one of two first.
 */
export function predicateSql(predicate: Predicate, source: PredicateSource): string {
  const { field } = predicate;
  const attribute = parseAttribute(field);
  if (attribute) return new AttributePredicate(attribute, predicate, source).sql();
  const definition = findField(field);
  if (definition === null) throw new RangeError(`unknown field ${field}`);
  const column = source.column(definition.place, columnOf(field));
  switch (definition.type) {
    case 'text':
      return textSql(column, source.column(definition.place, lowerColumnOf(field)), predicate, source);
    case 'textList':
      return textListSql(column, source.column(definition.place, lowerColumnOf(field)), predicate, source);
    case 'number':
      return orderedSql(column, predicate, (value) => numberLiteral(value as number));
    case 'instant':
      return orderedSql(column, predicate, (value) => instantLiteral(instantOf(value)));
    default:
      throw new RangeError(`the archive holds no facts of the kind of ${field}`);
  }
}

const valuesOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

function oneOf(column: string, literals: readonly string[]): string {
  return literals.length === 1 ? `${column} = ${literals[0]}` : `${column} IN (${literals.join(', ')})`;
}

function noneOf(column: string, literals: readonly string[]): string {
  return literals.length === 1 ? `${column} <> ${literals[0]}` : `${column} NOT IN (${literals.join(', ')})`;
}

function orderedSql(column: string, { op, value }: Predicate, literal: (value: unknown) => string): string {
  switch (op) {
    case 'eq':
    case 'in':
      return oneOf(column, valuesOf(value).map(literal));
    case 'ne':
    case 'notIn':
      return noneOf(column, valuesOf(value).map(literal));
    case 'lt':
      return `${column} < ${literal(value)}`;
    case 'lte':
      return `${column} <= ${literal(value)}`;
    case 'gt':
      return `${column} > ${literal(value)}`;
    case 'gte':
      return `${column} >= ${literal(value)}`;
    case 'between': {
      const [low, high] = valuesOf(value);
      return `${column} BETWEEN ${literal(low)} AND ${literal(high)}`;
    }
    default:
      return presence(column, op);
  }
}

function presence(column: string, op: Predicate['op']): string {
  if (op === 'exists') return `${column} IS NOT NULL`;
  if (op === 'missing') return `${column} IS NULL`;
  throw new RangeError(`${op} is not allowed here`);
}

/** Text that starts with a prefix, as a range where there is one: ranges leave whole parts of a file unread. */
function startsWith(column: string, prefix: string): string {
  const last = prefix.charCodeAt(prefix.length - 1);
  if (!(last >= 0x20 && last < 0x7e)) return `starts_with(${column}, ${textLiteral(prefix)})`;
  const next = prefix.slice(0, -1) + String.fromCharCode(last + 1);
  return `(${column} >= ${textLiteral(prefix)} AND ${column} < ${textLiteral(next)})`;
}

function textSql(column: string, lower: string, { op, value }: Predicate, source: PredicateSource): string {
  const texts = () => valuesOf(value).map((text) => textLiteral(text as string));
  switch (op) {
    case 'eq':
    case 'in':
      return oneOf(column, texts());
    case 'ne':
    case 'notIn':
      return noneOf(column, texts());
    case 'startsWith':
      return joined(
        valuesOf(value).map((prefix) => startsWith(column, prefix as string)),
        'OR',
        'false',
      );
    case 'contains':
      return `contains(${lower}, ${textLiteral((value as string).toLowerCase())})`;
    case 'inList':
      return listed(column, value, source);
    case 'notInList':
      return `(${column} IS NOT NULL AND NOT coalesce(${listed(column, value, source)}, false))`;
    default:
      return presence(column, op);
  }
}

function listed(column: string, name: unknown, source: PredicateSource): string {
  const list = source.list(name as string);
  if (list.values?.length === 0) return 'false';
  if (list.values !== null) return oneOf(column, list.values.map(textLiteral));
  return `${source.joinList(list, (alias) => standsIn(list, alias, column, source.registeredAt))}.value IS NOT NULL`;
}

function standsIn({ dated }: ListTable, alias: string, value: string, at: () => string): string {
  const found = `${alias}.value = ${value}`;
  return dated ? `${found} AND ${at()} >= ${alias}.since AND ${at()} < ${alias}.until` : found;
}

function textListSql(
  column: string,
  lower: string,
  { op, value }: Predicate,
  source: PredicateSource,
): string {
  const texts = () => valuesOf(value).map((text) => textLiteral(text as string));
  const some = (list: string, test: string) => `len(list_filter(${list}, lambda x: ${test})) > 0`;
  switch (op) {
    case 'eq':
    case 'in':
      return `list_has_any(${column}, [${texts().join(', ')}])`;
    case 'ne':
    case 'notIn':
      return `NOT list_has_any(${column}, [${texts().join(', ')}])`;
    case 'startsWith':
      return some(
        column,
        joined(
          texts().map((prefix) => `starts_with(x, ${prefix})`),
          'OR',
          'false',
        ),
      );
    case 'contains':
      return some(lower, `contains(x, ${textLiteral((value as string).toLowerCase())})`);
    case 'inList':
      return listedEntry(value, source);
    case 'notInList':
      return `(${column} IS NOT NULL AND NOT ${listedEntry(value, source)})`;
    default:
      return presence(column, op);
  }
}

/** Declarations of which one container stands in a list. */
function listedEntry(name: unknown, source: PredicateSource): string {
  const list = source.list(name as string);
  const entries = `SELECT id, "registeredAt" AS at, unnest(containers) AS value FROM ${source.headers} WHERE containers IS NOT NULL`;
  const on = standsIn(list, 'l', 'e.value', () => 'e.at');
  return `(${source.id} IN (SELECT e.id FROM (${entries}) e JOIN ${list.table} l ON ${on}))`;
}

type Scalar = string | number | boolean;

/** A comparison of a national attribute, whose kind is known only when it is read. */
class AttributePredicate {
  readonly #predicate: Predicate;
  readonly #source: PredicateSource;
  readonly #held: (kind: AttributeKind) => string;

  constructor(
    { place, name }: { place: FieldPlace; name: string },
    predicate: Predicate,
    source: PredicateSource,
  ) {
    this.#predicate = predicate;
    this.#source = source;
    this.#held = (kind) => `${source.column(place, attributeColumn(place, kind))}[${textLiteral(name)}]`;
  }

  sql(): string {
    const { op, value } = this.#predicate;
    const [text, present] = [this.#held('text'), this.#present()];
    switch (op) {
      case 'eq':
      case 'in':
        return joined(
          this.#byKind().map(({ column, literals }) => oneOf(column, literals)),
          'OR',
          'false',
        );
      case 'ne':
      case 'notIn':
        return joined(
          [
            present,
            ...this.#byKind().map(
              ({ column, literals }) => `(${column} IS NULL OR ${noneOf(column, literals)})`,
            ),
          ],
          'AND',
          'true',
        );
      case 'lt':
      case 'lte':
      case 'gt':
      case 'gte':
      case 'between':
        return typeof valuesOf(value)[0] === 'string'
          ? orderedSql(this.#held('instant'), this.#predicate, (one) => instantLiteral(instantOf(one)))
          : orderedSql(this.#held('number'), this.#predicate, (one) => numberLiteral(one as number));
      case 'inList':
      case 'startsWith':
      case 'contains':
        return textSql(text, this.#held('lower'), this.#predicate, this.#source);
      case 'notInList':
        return `(${present} AND NOT coalesce(${listed(text, value, this.#source)}, false))`;
      case 'exists':
        return present;
      case 'missing':
        return `NOT ${present}`;
    }
  }

  #present(): string {
    const kinds: AttributeKind[] = ['text', 'number', 'flag'];
    return joined(
      kinds.map((kind) => `${this.#held(kind)} IS NOT NULL`),
      'OR',
      'false',
    );
  }

  /** The operand's values by the kind that they can be equal to. */
  #byKind(): { column: string; literals: string[] }[] {
    const values = valuesOf(this.#predicate.value) as Scalar[];
    const kinds: [AttributeKind, (value: Scalar) => string | null][] = [
      ['text', (value) => (typeof value === 'string' ? textLiteral(value) : null)],
      ['number', (value) => (typeof value === 'number' ? numberLiteral(value) : null)],
      ['flag', (value) => (typeof value === 'boolean' ? String(value) : null)],
    ];
    return kinds.flatMap(([kind, literal]) => {
      const literals = values.flatMap((value) => literal(value) ?? []);
      return literals.length === 0 ? [] : [{ column: this.#held(kind), literals }];
    });
  }
}
