import { describe, expect, test } from 'vitest';
import { nextSorting, sortRows, type Column } from './table.ts';

interface Row {
  code: string;
  name: string;
  count: number;
}

const ROWS: Row[] = [
  { code: 'a', name: '上海', count: 10 },
  { code: 'b', name: '北京', count: 9 },
  { code: 'c', name: '宁波', count: 10 },
];
const COLUMNS: Column<Row>[] = [
  { id: 'code', label: 'Code' },
  { id: 'name', label: 'Name', sortBy: (row) => row.name },
  { id: 'count', label: 'Count', sortBy: (row) => row.count },
];

describe('rows', () => {
  test.each([
    [null, 'abc'],
    [{ column: 'code', descending: true }, 'abc'],
    [{ column: 'count', descending: false }, 'bac'],
    [{ column: 'count', descending: true }, 'acb'],
    // Chinese sorts by pronunciation: Beijing, Ningbo, Shanghai.
    [{ column: 'name', descending: false }, 'bca'],
  ])('by %j', (sorting, order) => {
    const codes = sortRows(ROWS, COLUMNS, sorting, 'zh').map((row) => row.code);
    expect(codes.join('')).toBe(order);
  });
});

test('a head is pressed up, down and off', () => {
  const once = nextSorting(null, 'name');
  const twice = nextSorting(once, 'name');
  expect([once, twice, nextSorting(twice, 'name')]).toEqual([
    { column: 'name', descending: false },
    { column: 'name', descending: true },
    null,
  ]);
  expect(nextSorting(twice, 'count')).toEqual({ column: 'count', descending: false });
});
