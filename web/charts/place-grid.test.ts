import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { placeGrid } from './place-grid.ts';

const position = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
});

describe('placeGrid', () => {
  test('nothing needs no cells', () => {
    expect(placeGrid([], 1, 8)).toEqual({ columns: 0, rows: 0, cells: [] });
  });

  test('keeps west left and north up', () => {
    const { cells } = placeGrid(
      [
        { latitude: 45, longitude: 87 },
        { latitude: 45, longitude: 126 },
        { latitude: 22, longitude: 88 },
        { latitude: 20, longitude: 125 },
      ],
      1,
      8,
    );
    const [northWest, northEast, southWest, southEast] = cells;
    expect(northWest!.column).toBeLessThan(northEast!.column);
    expect(southWest!.column).toBeLessThan(southEast!.column);
    expect(northWest!.row).toBeLessThan(southWest!.row);
    expect(northEast!.row).toBeLessThan(southEast!.row);
  });

  test('a place without a position stands at the lower left and moves nobody', () => {
    const known = [
      { latitude: 40, longitude: 116 },
      { latitude: 31, longitude: 121 },
      { latitude: 23, longitude: 114 },
      { latitude: 22, longitude: 120 },
    ];
    const { rows, cells } = placeGrid([...known, { latitude: 0, longitude: 0 }], 1, 8);
    expect(cells.at(-1)).toEqual({ column: 0, row: rows - 1 });
    expect(cells[0]!.row).toBe(0);
  });

  test('no two places share a cell, none lies outside', () => {
    fc.assert(
      fc.property(fc.array(position, { minLength: 1, maxLength: 60 }), (places) => {
        const { columns, rows, cells } = placeGrid(places, 1.2, 7);
        expect(new Set(cells.map((cell) => `${cell.column}/${cell.row}`)).size).toBe(places.length);
        expect(columns).toBeLessThanOrEqual(7);
        expect(cells.every((cell) => cell.column < columns && cell.row < rows)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
