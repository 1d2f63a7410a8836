import { expect, test } from 'vitest';
import { commonScopes } from './common-scopes.ts';
import type { ScopeId } from './scope.ts';

const districtOf = (house: string) => ({ '2201': '2200', '2202': '2200', '5301': '5300' })[house];

test.each<[ScopeId[], ScopeId[], ScopeId[]]>([
  [['national'], ['national'], ['national']],
  [['national'], ['district:2200', 'house:5301'], ['district:2200', 'house:5301']],
  [['district:2200'], ['house:2201', 'house:5301'], ['house:2201']],
  [['district:2200', 'house:5301'], ['national'], ['district:2200', 'house:5301']],
  [['district:2200'], ['district:5300'], []],
  [['house:2201'], [], []],
  [['district:2200', 'house:2201'], ['district:2200'], ['district:2200']],
  [['national'], ['house:unknown'], ['house:unknown']],
  [['district:2200'], ['house:unknown'], []],
])('%j and %j have %j in common', (a, b, common) => {
  expect(commonScopes(a, b, districtOf).toSorted()).toEqual(common.toSorted());
  expect(commonScopes(b, a, districtOf).toSorted()).toEqual(common.toSorted());
});
