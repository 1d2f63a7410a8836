import { expect, test } from 'vitest';
import { checkCondition, MAX_DEPTH, MAX_NODES } from '../../../../shared/domain/targeting/check-condition.ts';
import { MAX_OPERAND_VALUES } from '../../../../shared/domain/targeting/check-operand.ts';
import type { Condition } from '../../../../shared/domain/targeting/condition.ts';
import { inLocale } from '../../../ui/locale.test-kit.ts';
import { faultsByNode, reasonWords } from './fault-words.ts';

let deep: unknown = { field: 'carrier', op: 'exists' };
for (let level = 0; level < MAX_DEPTH; level++) deep = { not: deep };

const p = (field: string, op: string, value?: unknown) => ({
  field,
  op,
  ...(value !== undefined && { value }),
});

/** One of each kind of fault. */
const FAULTY: unknown[] = [
  null,
  {},
  { all: {} },
  { all: [] },
  { all: [p('carrier', 'exists')], any: [] },
  { item: { item: p('carrier', 'exists') } },
  { ...p('carrier', 'exists'), note: 1 },
  p('colour', 'eq', 1),
  p('item.origin', 'eq', 'CN'),
  p('carrier', 'is', 'x'),
  p('carrier', 'lt', 'x'),
  p('carrier', 'exists', 1),
  p('carrier', 'inList'),
  p('carrier', 'inList', 'unheard'),
  p('carrier', 'eq'),
  p('carrier', 'contains', ''),
  p('attributes.a', 'lt', 'x'),
  p('packages', 'eq', 'x'),
  p('registeredAt', 'eq', 'x'),
  p('attributes.a', 'eq'),
  p('carrier', 'in', 'x'),
  p('carrier', 'in', []),
  p('carrier', 'in', Array(MAX_OPERAND_VALUES + 1).fill('x')),
  { item: p('item.hs4', 'eq', '1') },
  p('packages', 'between', 1),
  p('attributes.a', 'between', [1, '2026-01-01']),
  p('packages', 'between', [2, 1]),
  deep,
  { all: Array(MAX_NODES).fill(p('carrier', 'exists')) },
];

test('every reason that the check gives has words in both languages', () => {
  const reasons = new Set(
    FAULTY.flatMap((condition) => checkCondition(condition, new Set())).map(({ reason }) => reason),
  );
  expect(reasons.size).toBeGreaterThan(24);
  for (const reason of reasons) {
    const told = inLocale('zh', () => reasonWords(reason));
    expect(told).toMatch(/\p{Script=Han}/u);
    expect(inLocale('en', () => reasonWords(reason))).not.toBe(reason);
  }
  expect(reasonWords('expected something new')).toBe('expected something new');
});

test('faults are told at the nodes they belong to, and what is not said yet apart', () => {
  const root = {
    all: [p('', 'eq'), { not: p('packages', 'in', []) }, p('packages', 'in', [1, 'x'])],
  } as Condition;
  expect([...faultsByNode(root, checkCondition(root, new Set()))]).toEqual([
    ['all.0', [{ part: 'field', text: 'Choose what to look at', unfinished: true }]],
    ['all.1.not', [{ part: 'value', text: 'Enter at least one value', unfinished: true }]],
    ['all.2', [{ part: 'value', text: 'Enter a number', unfinished: false }]],
  ]);
});
