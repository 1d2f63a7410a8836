import type { Condition } from '../../domain/targeting/condition.ts';
import type { FieldPlace } from '../../domain/targeting/fields.ts';
import { liftHeaders } from './item-nodes.ts';
import type { ListTable } from './list-tables.ts';
import { predicateSql, type PredicateSource } from './predicate-sql.ts';
import { identifier, joined } from './sql-text.ts';

/** Relations of the archive that a condition looks at: a row a declaration, a row a goods item. */
export interface ArchiveRelations {
  headers: string;
  items: string;
}

/** A condition as parts of a statement over `headers h`. */
export interface ConditionSql {
  /** Joins that `holds` needs, in order. */
  joins: string;
  /** True exactly for the declarations that the matcher hits; false or NULL for the others. */
  holds: string;
}

/**
 * A checked condition in SQL. Each `item` node becomes one pass over the goods items that marks the declarations it
 * holds for; the rest is evaluated on the rows of the declarations. Exact because no NULL is ever negated.
 * `onlyHits`: the statement wants no rows but hits, so that what an `item` node rules out need not be looked at.
 */
export function conditionSql(
  condition: Condition,
  relations: ArchiveRelations,
  lists: ReadonlyMap<string, ListTable>,
  onlyHits: boolean,
): ConditionSql {
  return new Translation(relations, lists, onlyHits).translate(condition);
}

class Translation {
  readonly #relations: ArchiveRelations;
  readonly #lists: ReadonlyMap<string, ListTable>;
  readonly #onlyHits: boolean;
  readonly #joins: string[] = [];
  readonly #headerSource: PredicateSource;
  #aliases = 0;

  constructor(relations: ArchiveRelations, lists: ReadonlyMap<string, ListTable>, onlyHits: boolean) {
    this.#relations = relations;
    this.#lists = lists;
    this.#onlyHits = onlyHits;
    this.#headerSource = this.#source('header', this.#joins);
  }

  translate(condition: Condition): ConditionSql {
    const holds = this.#header(liftHeaders(condition), this.#onlyHits);
    return { joins: this.#joins.join('\n'), holds };
  }

  /** `required`: where this node does not hold, the whole condition does not. */
  #header(node: Condition, required: boolean): string {
    if ('all' in node)
      return joined(
        node.all.map((child) => this.#header(child, required)),
        'AND',
        'true',
      );
    if ('any' in node)
      return joined(
        node.any.map((child) => this.#header(child, required && node.any.length === 1)),
        'OR',
        'false',
      );
    if ('not' in node) return `NOT coalesce(${this.#header(node.not, false)}, false)`;
    if ('item' in node) return this.#item(node.item, required);
    return predicateSql(node, this.#headerSource);
  }

  #item(inner: Condition, required: boolean): string {
    const joins: string[] = [];
    let usesHeader = false;
    const source = this.#source('item', joins, () => (usesHeader = true));
    const holds = itemSql(inner, source);
    const alias = this.#alias('p');
    const header = usesHeader ? `JOIN ${this.#relations.headers} h ON h.id = i.id` : '';
    // 64 declarations to a word: few groups however many goods items match, so that what most declarations satisfy
    // costs little more than what none does. All in UBIGINT: DuckDB would widen a mixture, at three times the time.
    const pass = `SELECT i.id >> 6 AS word, bit_or(1::UBIGINT << (i.id & 63)::UBIGINT) AS bits
      FROM ${this.#relations.items} i ${header} ${joins.join('\n')} WHERE ${holds} GROUP BY 1`;
    this.#joins.push(`${required ? '' : 'LEFT '}JOIN (${pass}) ${alias} ON ${alias}.word = h.id >> 6`);
    return `(${alias}.bits & (1::UBIGINT << (h.id & 63)::UBIGINT)) <> 0`;
  }

  #source(inHand: FieldPlace, joins: string[], onHeader?: () => void): PredicateSource {
    const found = new Map<string, string>();
    return {
      column: (place, name) => {
        // The instant of registration stands beside every goods item.
        if (place === 'item' || (inHand === 'item' && name === 'registeredAt'))
          return `i.${identifier(name)}`;
        onHeader?.();
        return `h.${identifier(name)}`;
      },
      registeredAt: () => `${inHand === 'item' ? 'i' : 'h'}."registeredAt"`,
      id: `${inHand === 'item' ? 'i' : 'h'}.id`,
      headers: this.#relations.headers,
      list: (name) => {
        const list = this.#lists.get(name);
        if (list === undefined) throw new RangeError(`no reference list ${name}`);
        return list;
      },
      joinList: ({ table }, on) => {
        // What two predicates look up alike is looked up once.
        const key = `${table} ${on('')}`;
        let alias = found.get(key);
        if (alias === undefined) {
          alias = this.#alias('l');
          found.set(key, alias);
          joins.push(`LEFT JOIN ${table} ${alias} ON ${on(alias)}`);
        }
        return alias;
      },
    };
  }

  #alias(letter: string): string {
    return `${letter}${this.#aliases++}`;
  }
}

function itemSql(node: Condition, source: PredicateSource): string {
  if ('all' in node)
    return joined(
      node.all.map((child) => itemSql(child, source)),
      'AND',
      'true',
    );
  if ('any' in node)
    return joined(
      node.any.map((child) => itemSql(child, source)),
      'OR',
      'false',
    );
  if ('not' in node) return `NOT coalesce(${itemSql(node.not, source)}, false)`;
  if ('item' in node) throw new RangeError('item does not nest');
  return predicateSql(node, source);
}
