import type { Condition, Predicate } from '../../../../shared/domain/targeting/condition.ts';

/** Where a node stands, as faults say it: `all.0.item`, empty for the whole condition. */
export type NodePath = string;

export type NodeKind = 'all' | 'any' | 'not' | 'item' | 'predicate';
export type GroupKind = Exclude<NodeKind, 'predicate'>;

export const GROUP_KINDS = ['all', 'any', 'not', 'item'] as const satisfies readonly GroupKind[];

/** A condition after a change, with the node that the reader goes on with. */
export interface TreeEdit {
  root: Condition;
  selected: NodePath;
}

/** A node as one row of the tree shows it. */
export interface TreeRow {
  path: NodePath;
  node: Condition;
  kind: NodeKind;
  /** 1 for the root. */
  level: number;
  /** Place among its siblings, from 1, and how many they are. */
  position: number;
  siblings: number;
  /** What joins it to the sibling before it; null for the first, and where there is none. */
  joint: 'and' | 'or' | null;
  insideItem: boolean;
}

export function kindOf(node: Condition): NodeKind {
  return GROUP_KINDS.find((kind) => kind in node) ?? 'predicate';
}

export function isPredicate(node: Condition): node is Predicate {
  return kindOf(node) === 'predicate';
}

/** A predicate that nothing is said of yet. */
export function blankPredicate(): Predicate {
  return { field: '', op: 'eq' };
}

/** A condition of one kind around `children`; the first alone where there is room for one. */
export function groupOf(kind: GroupKind, children: readonly Condition[]): Condition {
  const first = children[0] ?? blankPredicate();
  switch (kind) {
    case 'all':
      return { all: [...children] };
    case 'any':
      return { any: [...children] };
    case 'not':
      return { not: first };
    case 'item':
      return { item: first };
  }
}

export function childrenOf(node: Condition): readonly Condition[] {
  if ('all' in node) return node.all;
  if ('any' in node) return node.any;
  if ('not' in node) return [node.not];
  if ('item' in node) return [node.item];
  return [];
}

function withChildren(node: Condition, children: readonly Condition[]): Condition {
  const kind = kindOf(node);
  return kind === 'predicate' ? node : groupOf(kind, children);
}

/** Path of a node's child. */
export function childPath(node: Condition, path: NodePath, index: number): NodePath {
  const kind = kindOf(node);
  const step = kind === 'all' || kind === 'any' ? `${kind}.${index}` : kind;
  return path === '' ? step : `${path}.${step}`;
}

/** Steps from the root: the index taken at each node. */
function indexesOf(path: NodePath): number[] {
  return [...path.matchAll(/(?:all|any)\.(\d+)|not|item/g)].map(([, index]) => Number(index ?? 0));
}

/** Path of the node around another and the place in it; null for the root. */
export function parentOf(root: Condition, path: NodePath): { path: NodePath; index: number } | null {
  const indexes = indexesOf(path);
  const index = indexes.pop();
  if (index === undefined) return null;
  let at = '';
  let node = root;
  for (const step of indexes) {
    at = childPath(node, at, step);
    node = childrenOf(node)[step] ?? node;
  }
  return { path: at, index };
}

/** The node at a path; null where the condition has none there. */
export function nodeAt(root: Condition, path: NodePath): Condition | null {
  let node: Condition | undefined = root;
  let at = '';
  for (const index of indexesOf(path)) {
    at = childPath(node, at, index);
    node = childrenOf(node)[index];
    if (node === undefined) return null;
  }
  return at === path ? node : null;
}

/** The condition with another node in a place; the rest is shared with the old one. */
export function replaceAt(root: Condition, path: NodePath, node: Condition): Condition {
  return replace(root, indexesOf(path), node);
}

function replace(around: Condition, [index, ...rest]: readonly number[], node: Condition): Condition {
  if (index === undefined) return node;
  return withChildren(
    around,
    childrenOf(around).map((child, at) => (at === index ? replace(child, rest, node) : child)),
  );
}

/** True where the node is, or holds, one of a kind. */
export function holdsKind(node: Condition, kind: NodeKind): boolean {
  return kindOf(node) === kind || childrenOf(node).some((child) => holdsKind(child, kind));
}

/** True where a node stands in an `item`, so that item fields may be looked at. */
export function isInsideItem(path: NodePath): boolean {
  return path.split('.').includes('item');
}

/** All nodes in the order of reading, each as a row. */
export function treeRows(root: Condition): TreeRow[] {
  const rows: TreeRow[] = [];
  const visit = (node: Condition, place: Omit<TreeRow, 'node' | 'kind'>) => {
    const kind = kindOf(node);
    rows.push({ ...place, node, kind });
    const children = childrenOf(node);
    for (const [index, child] of children.entries()) {
      visit(child, {
        path: childPath(node, place.path, index),
        level: place.level + 1,
        position: index + 1,
        siblings: children.length,
        joint: index === 0 ? null : kind === 'any' ? 'or' : 'and',
        insideItem: place.insideItem || kind === 'item',
      });
    }
  };
  visit(root, { path: '', level: 1, position: 1, siblings: 1, joint: null, insideItem: false });
  return rows;
}
