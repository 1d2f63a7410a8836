import { expect, test } from 'vitest';
import { inLoadingOrder } from './order.ts';

test('what is referred to comes first, all else as given', () => {
  const references = [
    { from: 'alarm_event', to: 'alarm' },
    { from: 'house', to: 'district' },
    { from: 'b', to: 'house' },
  ];
  expect(inLoadingOrder(['alarm_event', 'b', 'a', 'alarm', 'district', 'house'], references)).toEqual([
    'alarm',
    'alarm_event',
    'district',
    'house',
    'b',
    'a',
  ]);
});

test('a table may refer to itself', () => {
  expect(inLoadingOrder(['a'], [{ from: 'a', to: 'a' }])).toEqual(['a']);
});

test('a table that is left out is no part of the order', () => {
  const references = [
    { from: 'a', to: 'left out' },
    { from: 'left out', to: 'b' },
  ];
  expect(inLoadingOrder(['a', 'b'], references)).toEqual(['b', 'a']);
});

test('a ring is named', () => {
  const references = [
    { from: 'a', to: 'b' },
    { from: 'b', to: 'c' },
    { from: 'c', to: 'a' },
  ];
  expect(() => inLoadingOrder(['a', 'b', 'c'], references)).toThrow('a → b → c → a');
});
