import { ZenEngine } from '@gorules/zen-engine';
import type { Condition, Predicate } from '../shared/domain/targeting/condition.ts';
import type { Ruleset } from '../shared/domain/targeting/profile.ts';
import { scopedCondition, type Answer } from './targeting-engines.ts';
import { FactFlattener, flatName, HitCollector } from './targeting-facts.ts';

/** A cell's test of one column, and the column. */
interface Cell {
  column: string;
  test: string;
}

/**
 * zen-engine with one decision table, hit policy collect, run over the goods items by its own loop in one call. A
 * profile is one row, or one for each way in which its `any` can hold.
 */
export function zen(ruleset: Ruleset): Answer {
  const rows = ruleset.profiles.flatMap((profile) =>
    rowsOf(scopedCondition(profile), false).map((cells) => ({ code: profile.code, cells })),
  );
  const columns = [...new Set(rows.flatMap(({ cells }) => cells.map(({ column }) => column)))];
  const position = { x: 0, y: 0 };
  const content = {
    hitPolicy: 'collect',
    executionMode: 'loop',
    inputField: 'items',
    outputPath: 'items',
    passThrough: false,
    inputs: columns.map((field) => ({ id: field, name: field, field })),
    outputs: [{ id: 'code', name: 'code', field: 'code' }],
    rules: rows.map(({ code, cells }, at) => ({
      _id: String(at),
      ...Object.fromEntries(columns.map((column) => [column, cellOf(cells, column)])),
      code: JSON.stringify(code),
    })),
  };
  const decision = new ZenEngine().createDecision({
    nodes: [
      { id: 'in', type: 'inputNode', name: 'in', position },
      { id: 'table', type: 'decisionTableNode', name: 'table', position, content },
      { id: 'out', type: 'outputNode', name: 'out', position },
    ],
    edges: [
      { id: 'a', sourceId: 'in', targetId: 'table', type: 'edge' },
      { id: 'b', sourceId: 'table', targetId: 'out', type: 'edge' },
    ],
  });
  const flattener = new FactFlattener(ruleset);
  const collector = new HitCollector(ruleset.profiles);
  return async (subject) => {
    const { result } = await decision.evaluate({ items: flattener.flatten(subject) });
    const found = (result as { items: { code: string }[][] }).items;
    return collector.collect(
      subject,
      found.map((item) => item.map(({ code }) => code)),
    );
  };
}

/** A cell that opens with a parenthesis is read as an interval, so that alternatives stand in a cell by themselves. */
function cellOf(cells: readonly Cell[], column: string): string {
  const tests = cells.filter((one) => one.column === column).map(({ test }) => test);
  if (tests.length > 1 && tests.some((test) => test.includes(' or '))) {
    throw new Error(`several conditions on ${column}, one of them with alternatives`);
  }
  return tests.join(' and ');
}

/** The conjunctions of which one has to hold. An `item` node is what a row is anyway: about one goods item. */
function rowsOf(condition: Condition, negated: boolean): Cell[][] {
  if ('not' in condition) return rowsOf(condition.not, !negated);
  if ('item' in condition) return rowsOf(condition.item, negated);
  if ('field' in condition) return [[cell(condition, negated)]];
  const children = 'all' in condition ? condition.all : condition.any;
  const parts = children.map((child) => rowsOf(child, negated));
  if ('any' in condition !== negated) return parts.flat();
  return parts.reduce((rows, part) => rows.flatMap((row) => part.map((more) => [...row, ...more])), [[]]);
}

function cell({ field, op, value }: Predicate, negated: boolean): Cell {
  const column = op === 'inList' ? 'trader_lists' : flatName(field);
  const test = testOf(op, value);
  return { column, test: negated ? `not (${test})` : test };
}

/** A test in zen's expression language, of which `$` is the fact. */
function testOf(op: Predicate['op'], value: unknown): string {
  const text = JSON.stringify(value);
  switch (op) {
    case 'eq':
      return `$ == ${text}`;
    case 'in':
      return `$ in ${text}`;
    case 'inList':
    case 'contains':
      return `contains($, ${text})`;
    case 'startsWith':
      return [value]
        .flat()
        .map((prefix) => `startsWith($, ${JSON.stringify(prefix)})`)
        .join(' or ');
    case 'between':
      return `$ in [${(value as number[]).join('..')}]`;
    case 'lt':
      return `$ < ${text}`;
    case 'gt':
      return `$ > ${text}`;
    case 'gte':
      return `$ >= ${text}`;
    default:
      throw new Error(`no zen expression for ${op}`);
  }
}
