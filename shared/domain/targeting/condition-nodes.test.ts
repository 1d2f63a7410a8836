import { expect, test } from 'vitest';
import type { Condition } from './condition.ts';
import { mapPredicates, nodeAt } from './condition-nodes.ts';

const imported: Condition = { field: 'direction', op: 'eq', value: 'import' };
const china: Condition = { field: 'item.origin', op: 'in', value: ['CN'] };
const whole: Condition = { all: [imported, { not: { item: { any: [china, imported] } } }] };

test.each<[string, Condition | null]>([
  ['', whole],
  ['all.0', imported],
  ['all.1', { not: { item: { any: [china, imported] } } }],
  ['all.1.not.item.any.0', china],
  ['all', null],
  ['all.2', null],
  ['all.0.value', null],
  ['any.0', null],
  ['constructor', null],
])('the path "%s" leads to %j', (path, expected) => {
  expect(nodeAt(whole, path)).toEqual(expected);
});

test('every predicate is replaced, and nothing else', () => {
  const changed = mapPredicates(whole, (predicate) => ({ ...predicate, value: '***' }));
  const masked = { ...imported, value: '***' };
  expect(changed).toEqual({
    all: [masked, { not: { item: { any: [{ ...china, value: '***' }, masked] } } }],
  });
});
