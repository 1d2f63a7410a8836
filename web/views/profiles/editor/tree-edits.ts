import type { Condition } from '../../../../shared/domain/targeting/condition.ts';
import {
  childPath,
  childrenOf,
  groupOf,
  holdsKind,
  isInsideItem,
  kindOf,
  nodeAt,
  parentOf,
  replaceAt,
  type GroupKind,
  type NodePath,
  type TreeEdit,
} from './condition-tree.ts';

/** A list of conditions, and a place in it. */
interface Place {
  path: NodePath;
  list: 'all' | 'any';
  children: readonly Condition[];
  index: number;
}

function listKind(node: Condition | null): 'all' | 'any' | null {
  const kind = node === null ? null : kindOf(node);
  return kind === 'all' || kind === 'any' ? kind : null;
}

/** The list that a node stands in; null where it is the whole condition, or the one child of `not` or `item`. */
function placeOf(root: Condition, path: NodePath): Place | null {
  const parent = parentOf(root, path);
  const around = parent === null ? null : nodeAt(root, parent.path);
  const list = listKind(around);
  if (parent === null || around === null || list === null) return null;
  return { path: parent.path, list, children: childrenOf(around), index: parent.index };
}

/** The condition with other children in a list, and one of them selected. */
function withList(root: Condition, place: Place, children: readonly Condition[], index: number): TreeEdit {
  const next = groupOf(place.list, children);
  return { root: replaceAt(root, place.path, next), selected: childPath(next, place.path, index) };
}

/** Adds a node: as the last of a group of conditions, else behind what is selected. */
export function addNode(root: Condition, path: NodePath, node: Condition): TreeEdit {
  const selected = nodeAt(root, path) ?? root;
  const list = listKind(selected);
  if (list !== null) {
    const children = [...childrenOf(selected), node];
    return withList(root, { path, list, children, index: 0 }, children, children.length - 1);
  }
  const place = placeOf(root, path);
  if (place !== null) {
    return withList(root, place, place.children.toSpliced(place.index + 1, 0, node), place.index + 1);
  }
  const both = { all: [selected, node] };
  return { root: replaceAt(root, path, both), selected: childPath(both, path, 1) };
}

/** Whether a node can be put into a group of a kind: `item` does not nest. */
export function canWrap(root: Condition, path: NodePath, kind: GroupKind): boolean {
  const node = nodeAt(root, path);
  if (node === null) return false;
  return kind !== 'item' || !(isInsideItem(path) || holdsKind(node, 'item'));
}

/** Puts a node into a group of a kind; null where that cannot be. */
export function wrapNode(root: Condition, path: NodePath, kind: GroupKind): TreeEdit | null {
  const node = nodeAt(root, path);
  if (node === null || !canWrap(root, path, kind)) return null;
  return { root: replaceAt(root, path, groupOf(kind, [node])), selected: path };
}

/** Puts what a group holds in its place; null where there is no room for it. */
export function unwrapNode(root: Condition, path: NodePath): TreeEdit | null {
  const node = nodeAt(root, path);
  const children = node === null ? [] : childrenOf(node);
  const [only] = children;
  if (only === undefined) return null;
  if (children.length === 1) return { root: replaceAt(root, path, only), selected: path };
  const place = placeOf(root, path);
  if (place === null) return null;
  return withList(root, place, place.children.toSpliced(place.index, 1, ...children), place.index);
}

/** Makes a group of another kind of one with the same children; null where that cannot be. */
export function turnNode(root: Condition, path: NodePath, kind: GroupKind): TreeEdit | null {
  const node = nodeAt(root, path);
  if (node === null || kindOf(node) === 'predicate' || kindOf(node) === kind) return null;
  const children = childrenOf(node);
  const list = kind === 'all' || kind === 'any';
  if (!list && children.length !== 1) return null;
  const nests = isInsideItem(path) || children.some((child) => holdsKind(child, 'item'));
  if (kind === 'item' && nests) return null;
  return { root: replaceAt(root, path, groupOf(kind, children)), selected: path };
}

/** Takes a node away, and with it a `not` or `item` that would hold nothing. */
export function removeNode(root: Condition, path: NodePath): TreeEdit {
  const parent = parentOf(root, path);
  if (parent === null) return { root: { all: [] }, selected: '' };
  const place = placeOf(root, path);
  if (place === null) return removeNode(root, parent.path);
  const left = place.children.toSpliced(place.index, 1);
  if (left.length === 0) {
    return { root: replaceAt(root, place.path, groupOf(place.list, [])), selected: place.path };
  }
  return withList(root, place, left, Math.min(place.index, left.length - 1));
}

/**
 * Moves a node one place up (-1) or down (1) among its siblings; from the end of its group out of it. Null where there
 * is nowhere to go.
 */
export function moveNode(root: Condition, path: NodePath, by: -1 | 1): TreeEdit | null {
  const node = nodeAt(root, path);
  const place = placeOf(root, path);
  if (node === null || place === null) return null;
  const to = place.index + by;
  const without = place.children.toSpliced(place.index, 1);
  if (to >= 0 && to < place.children.length) {
    return withList(root, place, without.toSpliced(to, 0, node), to);
  }
  const outer = placeOf(root, place.path);
  // An empty group would be a fault that nobody asked for.
  if (outer === null || without.length === 0) return null;
  const at = by < 0 ? outer.index : outer.index + 1;
  const emptied = outer.children.with(outer.index, groupOf(place.list, without));
  return withList(root, outer, emptied.toSpliced(at, 0, node), at);
}

/** Puts a copy of a node behind it. */
export function duplicateNode(root: Condition, path: NodePath): TreeEdit | null {
  const node = nodeAt(root, path);
  if (node === null) return null;
  const place = placeOf(root, path);
  if (place !== null) {
    return withList(root, place, place.children.toSpliced(place.index + 1, 0, node), place.index + 1);
  }
  const both = { all: [node, node] };
  return { root: replaceAt(root, path, both), selected: childPath(both, path, 1) };
}
