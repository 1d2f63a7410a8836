import { findField, OPERATORS_OF } from './catalogue.ts';
import { checkOperand } from './check-operand.ts';
import { OPERATORS, type Operator } from './condition.ts';
import { MAX_FAULTS, type Fault } from './fault.ts';
import type { FieldPlace } from './fields.ts';

/** Nodes from the root to the deepest predicate. */
export const MAX_DEPTH = 32;

/** Nodes of one condition. */
export const MAX_NODES = 2_000;

const NODE_KINDS = ['all', 'any', 'not', 'item'] as const;
const PREDICATE_KEYS = new Set(['field', 'op', 'value']);

/**
 * What is wrong with a condition, read from outside, against the field catalogue and the names of the reference
 * lists. Header fields may stand inside `item` (they are the same for every goods item); item fields only there. With
 * `place` header the condition is about the header alone. At most `MAX_FAULTS` are told.
 */
export function checkCondition(
  condition: unknown,
  lists: ReadonlySet<string>,
  place: FieldPlace = 'item',
): Fault[] {
  const check = new ConditionCheck(lists, place);
  check.node(condition, '', 1, false);
  return check.faults.slice(0, MAX_FAULTS);
}

class ConditionCheck {
  readonly faults: Fault[] = [];
  readonly #lists: ReadonlySet<string>;
  readonly #place: FieldPlace;
  #nodes = 0;

  constructor(lists: ReadonlySet<string>, place: FieldPlace) {
    this.#lists = lists;
    this.#place = place;
  }

  node(node: unknown, path: string, depth: number, insideItem: boolean): void {
    this.#nodes += 1;
    if (this.#nodes > MAX_NODES) {
      if (this.#nodes === MAX_NODES + 1) this.#fault(path, `expected at most ${MAX_NODES} conditions`);
      return;
    }
    if (depth > MAX_DEPTH) return this.#fault(path, `expected at most ${MAX_DEPTH} levels`);
    if (!isObject(node)) return this.#fault(path, 'expected a condition');
    const kind = NODE_KINDS.find((name) => Object.hasOwn(node, name));
    if (!kind) return this.#predicate(node, path, insideItem);
    for (const key of Object.keys(node)) {
      if (this.faults.length >= MAX_FAULTS) return;
      if (key !== kind) this.#fault(join(path, key), `unexpected beside ${kind}`);
    }
    const at = join(path, kind);
    if (kind === 'all' || kind === 'any') return this.#children(node[kind], at, depth, insideItem);
    if (kind === 'item' && insideItem) return this.#fault(at, 'item does not nest');
    if (kind === 'item' && this.#place === 'header') return this.#fault(at, 'expected header fields alone');
    this.node(node[kind], at, depth + 1, insideItem || kind === 'item');
  }

  #children(children: unknown, path: string, depth: number, insideItem: boolean): void {
    if (!Array.isArray(children)) return this.#fault(path, 'expected a list of conditions');
    if (children.length === 0) return this.#fault(path, 'expected at least one condition');
    for (const [index, child] of children.entries()) {
      if (this.#nodes > MAX_NODES || this.faults.length >= MAX_FAULTS) return;
      this.node(child, `${path}.${index}`, depth + 1, insideItem);
    }
  }

  #predicate(node: Record<string, unknown>, path: string, insideItem: boolean): void {
    if (!Object.hasOwn(node, 'field')) {
      return this.#fault(path, 'expected one of all, any, not, item, or field and op');
    }
    for (const key of Object.keys(node)) {
      if (this.faults.length >= MAX_FAULTS) return;
      if (!PREDICATE_KEYS.has(key)) this.#fault(join(path, key), 'unknown key');
    }
    const { field, op, value } = node;
    const definition = typeof field === 'string' ? findField(field) : null;
    if (!definition) this.#fault(join(path, 'field'), 'unknown field');
    else if (definition.place === 'item' && !insideItem) {
      this.#fault(join(path, 'field'), 'item fields stand only inside item');
    }
    if (!isOperator(op)) return this.#fault(join(path, 'op'), 'unknown operator');
    if (typeof field !== 'string' || !definition) return;
    const { type } = definition;
    const allowed = OPERATORS_OF[type];
    if (!allowed.includes(op)) {
      return this.#fault(join(path, 'op'), `not allowed for ${field}: expected one of ${allowed.join(' ')}`);
    }
    this.faults.push(...checkOperand({ field, type, op }, value, join(path, 'value'), this.#lists));
  }

  #fault(path: string, reason: string): void {
    this.faults.push({ path, reason });
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function isOperator(op: unknown): op is Operator {
  return OPERATORS.includes(op as Operator);
}
