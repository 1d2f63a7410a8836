import { describe, expect, test } from 'vitest';
import { boardHref, kindOf, scopeBelow, scopeOf, scopesAbove } from './scope.ts';

describe('scopeOf', () => {
  test.each([
    ['', 'national'],
    ['?theme=light', 'national'],
    ['?scope=national', 'national'],
    ['?scope=district:2200', 'district:2200'],
    ['?scope=house%3A2201', 'house:2201'],
    ['?scope=', null],
    ['?scope=district:', null],
    ['?scope=province:22', null],
    ['?scope=house:2 2', null],
    ['?scope=house:2:2', null],
  ])('%s asks for %s', (search, scope) => {
    expect(scopeOf(search)).toBe(scope);
  });
});

describe('boardHref', () => {
  test.each([
    ['national', '', '/board'],
    ['national', '?scope=house:1&theme=light', '/board?theme=light'],
    ['district:2200', '', '/board?scope=district:2200'],
    ['house:2201', '?theme=light&scope=national', '/board?theme=light&scope=house:2201'],
    ['national', '?lang=zh', '/board?lang=en'],
  ] as const)('%s from "%s" is %s', (scope, search, href) => {
    expect(boardHref(scope, search)).toBe(href);
  });
});

test.each([
  [null, []],
  ['national', ['national']],
  ['district:2200', ['district:2200', 'national']],
] as const)('a place whose parent is %s lies in %o', (parent, above) => {
  expect(scopesAbove(parent)).toEqual(above);
});

test.each([
  ['national', 'national'],
  ['district:22', 'district'],
  ['house:2201', 'house'],
] as const)('%s is of the kind %s', (scope, kind) => {
  expect(kindOf(scope)).toBe(kind);
});

test.each([
  ['national', 'district:22'],
  ['district:22', 'house:22'],
  ['house:2201', null],
] as const)('below %s lies %s', (parent, below) => {
  expect(scopeBelow(parent, '22')).toBe(below);
});
