import { describe, expect, it } from 'vitest';
import { assemble, compileMapping } from './mapper.ts';
import { checkMapping } from './mapping.ts';

function mapper(rules: { declaration?: object; item?: object; csv?: object }) {
  return compileMapping(
    checkMapping(
      {
        format: 'tidewaiter-mapping/1',
        title: 'test',
        ...(rules.csv && { csv: rules.csv }),
        declaration: {
          declarationNo: { template: 'X-{Year}-{No}' },
          direction: { constant: 'export' },
          registeredAt: { constant: '2026-01-01T00:00:00Z', type: 'date' },
          customsHouse: { column: 'House' },
          'trader.id': { column: 'Trader' },
          ...rules.declaration,
        },
        item: { hsCode: { column: 'HS' }, customsValue: { column: 'Value' }, ...rules.item },
      },
      'test',
    ),
  );
}
const row = { Year: '26', No: '7', House: '2201', Trader: ' T1 ', HS: '101.0', Value: '12.50' };

describe('map', () => {
  it('fills header and item, trims, and numbers items on assembling', () => {
    const mapped = mapper({ item: { hsCode: { column: 'HS' } } }).map({ ...row, HS: '010121' });
    expect(mapped.faults).toEqual([]);
    expect(assemble([mapped, mapped])).toEqual({
      declarationNo: 'X-26-7',
      direction: 'export',
      registeredAt: '2026-01-01T00:00:00Z',
      customsHouse: '2201',
      trader: { id: 'T1' },
      items: [
        { itemNo: 1, hsCode: '010121', customsValue: 12.5 },
        { itemNo: 2, hsCode: '010121', customsValue: 12.5 },
      ],
    });
  });

  it.each([
    [{ column: 'C' }, '', undefined],
    [{ column: 'C' }, 'n/a', undefined],
    [{ column: 'C', whenEmpty: 'none' }, '', 'none'],
    [{ column: 'C', padStart: { length: 6, with: '0' } }, '123', '000123'],
    [{ column: 'C', map: { a: 'b' } }, 'a', 'b'],
    [{ column: 'C', map: { a: 'b' }, unmapped: 'keep' }, 'c', 'c'],
    [{ column: 'C', map: { a: 'b' }, unmapped: 'absent' }, 'c', undefined],
    [{ column: 'C', type: 'number' }, '1e3', 1000],
    [{ column: 'C', type: 'number', decimal: ',' }, '1,5', 1.5],
    [{ column: 'C', type: 'boolean' }, 'Y', true],
    [{ column: 'C', type: 'boolean', false: ['nein'] }, 'nein', false],
    [{ template: '{C}/{No}' }, 'a', 'a/7'],
    [{ template: '{C}/{No}' }, '', undefined],
  ])('%j reads %j as %j', (rule, cell, expected) => {
    const mapped = mapper({ csv: { empty: ['n/a'] }, declaration: { 'attributes.x': rule } }).map({
      ...row,
      C: cell,
    });
    expect(mapped.faults).toEqual([]);
    expect((mapped.header['attributes'] as Record<string, unknown> | undefined)?.['x']).toEqual(expected);
  });

  it('splits lists', () => {
    const mapped = mapper({ declaration: { containers: { column: 'C', separator: ';' } } }).map({
      ...row,
      C: 'A1; B2;',
    });
    expect(mapped.header['containers']).toEqual(['A1', 'B2']);
  });

  it.each([
    [{ column: 'C', type: 'number' }, '1,5', 'no number'],
    [{ column: 'C', type: 'number' }, '0x10', 'no number'],
    [{ column: 'C', type: 'boolean' }, 'maybe', 'neither'],
    [{ column: 'C', map: { a: 'b' } }, 'constructor', 'not in the mapping'],
    [{ column: 'C', whenEmpty: 'fault' }, '', 'is empty'],
  ])('%j refuses %j', (rule, cell, says) => {
    const { faults } = mapper({ item: { 'attributes.x': rule } }).map({ ...row, C: cell });
    expect(faults).toEqual([
      { column: 'C', path: 'items.0.attributes.x', reason: expect.stringContaining(says) as unknown },
    ]);
  });

  it('names every fault of a row', () => {
    const { faults } = mapper({ declaration: { packages: { column: 'P' } } }).map({
      ...row,
      P: 'many',
      Value: 'dear',
    });
    expect(faults.map(({ path, column }) => [path, column])).toEqual([
      ['packages', 'P'],
      ['items.0.customsValue', 'Value'],
    ]);
  });
});

it('knows which column a path comes from', () => {
  const { columnOf, columns, customsHouse } = mapper({});
  expect(['declarationNo', 'trader.id', 'items.3.hsCode', 'direction', 'items', ''].map(columnOf)).toEqual([
    'Year',
    'Trader',
    'HS',
    null,
    null,
    null,
  ]);
  expect([...columns].sort()).toEqual(['HS', 'House', 'No', 'Trader', 'Value', 'Year']);
  expect(customsHouse(row)).toBe('2201');
  expect(customsHouse({})).toBeNull();
});
