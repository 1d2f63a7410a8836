import { describe, expect, test } from 'vitest';
import { contains, parseScope, partsOf, type ScopeId } from './scope.ts';

const districtOf = (house: string) => ({ '2201': '2200', '2202': '2200', '5301': '5300' })[house];

describe('the text of a scope', () => {
  test.each(['national', 'district:2200', 'house:2201', 'house:a.b_c-d'])('%s is one', (text) => {
    expect(parseScope(text)).toBe(text);
  });

  test.each([
    '',
    'National',
    'national:',
    'national:2200',
    'district:',
    'district:a b',
    'district:a,national',
    'house:..',
    'house:2201:1',
    'province:1',
    ' national',
    'national\n',
    `house:${'x'.repeat(33)}`,
  ])('%j is none', (text) => {
    expect(parseScope(text)).toBeNull();
  });

  test('has a level and a code', () => {
    expect(partsOf('national')).toEqual({ level: 'national', code: '' });
    expect(partsOf('district:2200')).toEqual({ level: 'district', code: '2200' });
    expect(partsOf('house:2201')).toEqual({ level: 'house', code: '2201' });
  });
});

describe('what lies within what', () => {
  const SCOPES: ScopeId[] = [
    'national',
    'district:2200',
    'district:5300',
    'house:2201',
    'house:5301',
    'house:9999',
  ];
  const WITHIN: Record<string, ScopeId[]> = {
    national: SCOPES,
    'district:2200': ['district:2200', 'house:2201'],
    'district:5300': ['district:5300', 'house:5301'],
    'house:2201': ['house:2201'],
    'house:5301': ['house:5301'],
    'house:9999': ['house:9999'],
  };

  test.each(SCOPES.flatMap((outer) => SCOPES.map((inner) => [outer, inner] as const)))(
    '%s around %s',
    (outer, inner) => {
      expect(contains(outer, inner, districtOf)).toBe(WITHIN[outer]!.includes(inner));
    },
  );
});
