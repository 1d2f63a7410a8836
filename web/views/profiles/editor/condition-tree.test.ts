import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkCondition } from '../../../../shared/domain/targeting/check-condition.ts';
import type { Condition } from '../../../../shared/domain/targeting/condition.ts';
import {
  childrenOf,
  GROUP_KINDS,
  isPredicate,
  nodeAt,
  parentOf,
  replaceAt,
  treeRows,
  type TreeEdit,
} from './condition-tree.ts';
import {
  addNode,
  duplicateNode,
  moveNode,
  removeNode,
  turnNode,
  unwrapNode,
  wrapNode,
} from './tree-edits.ts';

const leaf = (value: string): Condition => ({ field: 'procedure', op: 'eq', value });
const [a, b, c] = [leaf('a'), leaf('b'), leaf('c')] as const;

const NESTED: Condition = { all: [a, { any: [b, { not: c }] }] };

test('rows are in the order of reading, with what joins them', () => {
  const rows = treeRows(NESTED).map(({ path, level, position, siblings, joint }) => [
    path,
    level,
    position,
    siblings,
    joint,
  ]);
  expect(rows).toEqual([
    ['', 1, 1, 1, null],
    ['all.0', 2, 1, 2, null],
    ['all.1', 2, 2, 2, 'and'],
    ['all.1.any.0', 3, 1, 2, null],
    ['all.1.any.1', 3, 2, 2, 'or'],
    ['all.1.any.1.not', 4, 1, 1, null],
  ]);
  expect(treeRows({ item: { all: [a] } }).map(({ insideItem }) => insideItem)).toEqual([false, true, true]);
});

describe.each<
  [string, (root: Condition, path: string) => TreeEdit | null, [Condition, string, TreeEdit | null][]]
>([
  [
    'adding',
    (root, path) => addNode(root, path, c),
    [
      [{ all: [a] }, '', { root: { all: [a, c] }, selected: 'all.1' }],
      [{ all: [a, b] }, 'all.0', { root: { all: [a, c, b] }, selected: 'all.1' }],
      [a, '', { root: { all: [a, c] }, selected: 'all.1' }],
      [{ not: a }, 'not', { root: { not: { all: [a, c] } }, selected: 'not.all.1' }],
      [{ all: [{ item: a }] }, 'all.0', { root: { all: [{ item: a }, c] }, selected: 'all.1' }],
    ],
  ],
  [
    'putting into a group',
    (root, path) => wrapNode(root, path, 'item'),
    [
      [{ all: [a] }, 'all.0', { root: { all: [{ item: a }] }, selected: 'all.0' }],
      [{ item: a }, 'item', null],
      [{ all: [{ item: a }] }, '', null],
    ],
  ],
  [
    'taking out of a group',
    unwrapNode,
    [
      [{ all: [{ not: a }] }, 'all.0', { root: { all: [a] }, selected: 'all.0' }],
      [{ all: [{ any: [a, b] }, c] }, 'all.0', { root: { all: [a, b, c] }, selected: 'all.0' }],
      [{ any: [a, b] }, '', null],
      [a, '', null],
    ],
  ],
  [
    'turning into another group',
    (root, path) => turnNode(root, path, 'not'),
    [
      [{ any: [{ all: [a] }] }, 'any.0', { root: { any: [{ not: a }] }, selected: 'any.0' }],
      [{ all: [a, b] }, '', null],
    ],
  ],
  [
    'removing',
    removeNode,
    [
      [{ all: [a, b] }, 'all.0', { root: { all: [b] }, selected: 'all.0' }],
      [{ all: [a, b] }, 'all.1', { root: { all: [a] }, selected: 'all.0' }],
      [{ all: [{ not: a }, b] }, 'all.0.not', { root: { all: [b] }, selected: 'all.0' }],
      [{ all: [a] }, 'all.0', { root: { all: [] }, selected: '' }],
      [a, '', { root: { all: [] }, selected: '' }],
    ],
  ],
  [
    'moving down',
    (root, path) => moveNode(root, path, 1),
    [
      [{ all: [a, b] }, 'all.0', { root: { all: [b, a] }, selected: 'all.1' }],
      [{ all: [a, b] }, 'all.1', null],
      [
        { all: [{ any: [a, b] }, c] },
        'all.0.any.1',
        { root: { all: [{ any: [a] }, b, c] }, selected: 'all.1' },
      ],
      [{ all: [{ any: [a] }, c] }, 'all.0.any.0', null],
    ],
  ],
  [
    'duplicating',
    duplicateNode,
    [
      [{ any: [a, b] }, 'any.0', { root: { any: [a, a, b] }, selected: 'any.1' }],
      [{ not: a }, 'not', { root: { not: { all: [a, a] } }, selected: 'not.all.1' }],
    ],
  ],
])('%s', (_, edit, cases) => {
  test.each(cases)('%j at "%s"', (root, path, expected) => {
    const before = structuredClone(root);
    expect(edit(root, path)).toEqual(expected);
    expect(root).toEqual(before);
  });
});

const condition = fc.letrec<{ node: Condition }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(a, b, c),
    fc.array(tie('node'), { minLength: 1, maxLength: 4 }).map((all) => ({ all })),
    fc.array(tie('node'), { minLength: 1, maxLength: 4 }).map((any) => ({ any })),
    tie('node').map((not) => ({ not })),
  ),
})).node;

test('every row is found by its path, under the node that it says', () => {
  fc.assert(
    fc.property(condition, (root) => {
      for (const { path, node } of treeRows(root)) {
        expect(nodeAt(root, path)).toBe(node);
        expect(replaceAt(root, path, node)).toEqual(root);
        const parent = parentOf(root, path);
        if (parent !== null) expect(childrenOf(nodeAt(root, parent.path)!)[parent.index]).toBe(node);
      }
    }),
  );
});

test('whatever is done, the condition stays sound, what is selected is there, and no comparison is lost', () => {
  const leaves = (root: Condition) => treeRows(root).filter(({ node }) => isPredicate(node)).length;
  const deeds: [(root: Condition, path: string) => TreeEdit | null, number][] = [
    [(root, path) => addNode(root, path, a), 1],
    ...GROUP_KINDS.map(
      (kind) =>
        [(root: Condition, path: string) => wrapNode(root, path, kind), 0] as [typeof removeNode, number],
    ),
    ...GROUP_KINDS.map(
      (kind) =>
        [(root: Condition, path: string) => turnNode(root, path, kind), 0] as [typeof removeNode, number],
    ),
    [unwrapNode, 0],
    [(root, path) => moveNode(root, path, 1), 0],
    [(root, path) => moveNode(root, path, -1), 0],
  ];
  fc.assert(
    fc.property(condition, fc.nat(), fc.nat(deeds.length - 1), (root, at, deed) => {
      const rows = treeRows(root);
      const { path } = rows[at % rows.length]!;
      const [act, more] = deeds[deed]!;
      const edit = act(root, path);
      if (edit === null) return;
      expect(checkCondition(edit.root, new Set())).toEqual([]);
      expect(nodeAt(edit.root, edit.selected)).not.toBeNull();
      expect(leaves(edit.root)).toBe(leaves(root) + more);
    }),
  );
});

test('moving down and up again leads back, within a group', () => {
  const list: Condition = { all: [a, b, c] };
  const down = moveNode(list, 'all.0', 1)!;
  expect(moveNode(down.root, down.selected, -1)).toEqual({ root: list, selected: 'all.0' });
});
