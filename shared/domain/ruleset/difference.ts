import type { Condition } from '../targeting/condition.ts';
import type { ListEntry } from '../targeting/profile.ts';
import type { ListContent, PartContent, PartKind } from './part.ts';

/** One difference between two versions: where, what it was, what it is. Null: not there. */
export interface Difference {
  /** Where it is, in the newer version, or in the older for what is gone: `when.all.1.value`, `score`, `entries`. */
  path: string;
  change: 'added' | 'removed' | 'changed';
  before: unknown;
  after: unknown;
}

/** Entries of a list that are told one by one; the counts are told of all. */
export const MAX_ENTRIES_TOLD = 200;

/** What a newer version says otherwise than an older one, in the order of the newer. */
export function differencesOf<Kind extends PartKind>(
  kind: Kind,
  before: PartContent[Kind],
  after: PartContent[Kind],
): Difference[] {
  const found: Difference[] = [];
  if (kind === 'list') compareLists(before as ListContent, after as ListContent, found);
  else compare('', before, after, found);
  return found;
}

function compareLists(before: ListContent, after: ListContent, found: Difference[]): void {
  compare('title', before.title, after.title, found);
  const old = countEntries(before.entries);
  const added: ListEntry[] = [];
  for (const entry of after.entries) {
    const key = keyOf(entry);
    const left = old.get(key) ?? 0;
    if (left > 0) old.set(key, left - 1);
    else added.push(entry);
  }
  const removed = before.entries.filter((entry) => {
    const key = keyOf(entry);
    const left = old.get(key) ?? 0;
    if (left > 0) old.set(key, left - 1);
    return left > 0;
  });
  if (added.length === 0 && removed.length === 0) return;
  found.push({
    path: 'entries',
    change: 'changed',
    before: { entries: before.entries.length, removed: removed.length },
    after: { entries: after.entries.length, added: added.length },
  });
  for (const entry of removed.slice(0, MAX_ENTRIES_TOLD)) {
    found.push({ path: 'entries', change: 'removed', before: entry, after: null });
  }
  for (const entry of added.slice(0, MAX_ENTRIES_TOLD)) {
    found.push({ path: 'entries', change: 'added', before: null, after: entry });
  }
}

function keyOf({ value, from = '', to = '' }: ListEntry): string {
  return `${value}\n${from}\n${to}`;
}

function countEntries(entries: readonly ListEntry[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const entry of entries) counts.set(keyOf(entry), (counts.get(keyOf(entry)) ?? 0) + 1);
  return counts;
}

function compare(path: string, before: unknown, after: unknown, found: Difference[]): void {
  if (before === undefined && after === undefined) return;
  if (before === undefined) found.push({ path, change: 'added', before: null, after });
  else if (after === undefined) found.push({ path, change: 'removed', before, after: null });
  else if (path === 'when' || path.endsWith('.when')) {
    compareConditions(path, before as Condition, after as Condition, found);
  } else if (Array.isArray(before) && Array.isArray(after)) compareArrays(path, before, after, found);
  else if (isObject(before) && isObject(after)) {
    for (const key of new Set([...Object.keys(after), ...Object.keys(before)])) {
      compare(join(path, key), before[key], after[key], found);
    }
  } else if (!same(before, after)) found.push({ path, change: 'changed', before, after });
}

/** Named things, such as strata, are compared by name; values as a whole. */
function compareArrays(path: string, before: unknown[], after: unknown[], found: Difference[]): void {
  const nameOf = (entry: unknown) => (isObject(entry) ? (entry.name ?? entry.from) : undefined);
  if (![...before, ...after].every((entry) => typeof nameOf(entry) === 'string')) {
    if (!same(before, after)) found.push({ path, change: 'changed', before, after });
    return;
  }
  const old = new Map(before.map((entry) => [nameOf(entry), entry]));
  for (const [index, entry] of after.entries()) {
    compare(`${path}.${index}`, old.get(nameOf(entry)), entry, found);
    old.delete(nameOf(entry));
  }
  for (const [index, entry] of before.entries()) {
    if (old.has(nameOf(entry))) compare(`${path}.${index}`, entry, undefined, found);
  }
  const order = (entries: unknown[], others: unknown[]) => {
    const names = new Set(others.map(nameOf));
    return entries.map(nameOf).filter((name) => names.has(name));
  };
  const [was, is] = [order(before, after), order(after, before)];
  if (!same(was, is)) found.push({ path, change: 'changed', before: was, after: is });
}

function compareConditions(path: string, before: Condition, after: Condition, found: Difference[]): void {
  if (keyOfCondition(before) === keyOfCondition(after)) return;
  for (const kind of ['all', 'any'] as const) {
    const [old, now] = [childrenOf(before, kind), childrenOf(after, kind)];
    if (old !== null && now !== null) return compareChildren(join(path, kind), old, now, found);
  }
  for (const kind of ['not', 'item'] as const) {
    const [old, now] = [childOf(before, kind), childOf(after, kind)];
    if (old !== null && now !== null) return compareConditions(join(path, kind), old, now, found);
  }
  if ('field' in before && 'field' in after && before.field === after.field) {
    for (const key of ['op', 'value'] as const) {
      if (!same(before[key], after[key])) {
        const [old, now] = [before[key] ?? null, after[key] ?? null];
        found.push({ path: join(path, key), change: 'changed', before: old, after: now });
      }
    }
    return;
  }
  found.push({ path, change: 'changed', before, after });
}

/**
 * Children are matched by what they say, and those left over by what they look like, so that one put in between is one
 * addition. The order of children decides nothing, so a move is no difference.
 */
function compareChildren(
  path: string,
  before: readonly Condition[],
  after: readonly Condition[],
  found: Difference[],
): void {
  const gone = new Map<string, number[]>();
  for (const [index, child] of before.entries()) push(gone, keyOfCondition(child), index);
  const come: number[] = [];
  for (const [index, child] of after.entries()) {
    if (gone.get(keyOfCondition(child))?.shift() === undefined) come.push(index);
  }
  const alike = new Map<string, number[]>();
  for (const index of [...gone.values()].flat().sort((a, b) => a - b)) {
    push(alike, shapeOf(before[index]!), index);
  }
  for (const index of come) {
    const at = `${path}.${index}`;
    const partner = alike.get(shapeOf(after[index]!))?.shift();
    if (partner === undefined) found.push({ path: at, change: 'added', before: null, after: after[index] });
    else compareConditions(at, before[partner]!, after[index]!, found);
  }
  for (const index of [...alike.values()].flat().sort((a, b) => a - b)) {
    found.push({ path: `${path}.${index}`, change: 'removed', before: before[index], after: null });
  }
}

/** The same for conditions that say the same, whatever the order of their children. */
function keyOfCondition(node: Condition): string {
  if ('all' in node) return `all(${node.all.map(keyOfCondition).sort().join()})`;
  if ('any' in node) return `any(${node.any.map(keyOfCondition).sort().join()})`;
  if ('not' in node) return `not(${keyOfCondition(node.not)})`;
  return 'item' in node ? `item(${keyOfCondition(node.item)})` : canonical(node);
}

/** Children that are of one shape are told as one that changed. */
function shapeOf(node: Condition): string {
  if ('field' in node) return `field ${node.field}`;
  for (const kind of ['all', 'any', 'not', 'item'] as const) if (kind in node) return kind;
  return '';
}

function childrenOf(node: Condition, kind: 'all' | 'any'): Condition[] | null {
  return kind in node ? (node as Record<typeof kind, Condition[]>)[kind] : null;
}

function childOf(node: Condition, kind: 'not' | 'item'): Condition | null {
  return kind in node ? (node as Record<typeof kind, Condition>)[kind] : null;
}

function push(map: Map<string, number[]>, key: string, index: number): void {
  const held = map.get(key);
  if (held === undefined) map.set(key, [index]);
  else held.push(index);
}

function same(a: unknown, b: unknown): boolean {
  return a === b || canonical(a) === canonical(b);
}

/** JSON with sorted keys: the database keeps no order of keys. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_key, held: unknown) =>
      isObject(held)
        ? Object.fromEntries(Object.entries(held).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
        : held,
    ) ?? ''
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
