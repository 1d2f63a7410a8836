import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkMapping, loadMapping, MappingError } from './mapping.ts';

const minimal = {
  format: 'tidewaiter-mapping/1',
  title: 'test',
  declaration: {
    declarationNo: { column: 'No' },
    direction: { constant: 'import' },
    registeredAt: { column: 'Date', format: 'yyyy-MM-dd', timeZone: 'Asia/Seoul' },
    customsHouse: { column: 'House' },
    'trader.id': { column: 'Trader' },
  },
  item: { hsCode: { column: 'HS' }, customsValue: { column: 'Value' } },
};

const withRule = (path: string, rule: unknown) => ({
  ...minimal,
  declaration: { ...minimal.declaration, [path]: rule },
});

describe('checkMapping', () => {
  it('takes a minimal mapping', () => expect(checkMapping(minimal, 'm')).toEqual(minimal));

  it.each([
    ['an unknown format', { ...minimal, format: 'x' }, 'format'],
    ['an unknown key', { ...minimal, colums: 1 }, 'colums'],
    ['a missing field', { ...minimal, item: { hsCode: { column: 'HS' } } }, 'hsCode and customsValue'],
    ['no trader', { ...minimal, declaration: { declarationNo: { column: 'No' } } }, 'trader.id'],
    [
      'a misspelt field',
      withRule('trader.nmae', { column: 'x' }),
      'declaration → trader.nmae: not a field of a declaration',
    ],
    ['two sources', withRule('carrier', { column: 'x', constant: 'y' }), 'exactly one of'],
    ['no source', withRule('carrier', {}), 'exactly one of'],
    [
      'a wrong type',
      withRule('packages', { column: 'x', type: 'text' }),
      'packages → type: the field takes a number',
    ],
    ['an option of another type', withRule('carrier', { column: 'x', decimal: ',' }), 'only for type number'],
    ['a date without format', withRule('registeredAt', { column: 'x' }), 'how the date is written'],
    [
      'a date without zone',
      withRule('registeredAt', { column: 'x', format: 'yyyy-MM-dd' }),
      'zone of the date',
    ],
    [
      'an unknown zone',
      withRule('registeredAt', { column: 'x', format: 'yyyy', timeZone: 'Asia/Sol' }),
      'IANA',
    ],
    [
      'unmapped without map',
      withRule('carrier', { column: 'x', unmapped: 'keep' }),
      'only together with map',
    ],
    [
      'a list attribute',
      withRule('attributes.marks', { column: 'x', type: 'list' }),
      'text, number or boolean',
    ],
  ])('refuses %s', (_name, value, says) => {
    expect(() => checkMapping(value, 'm')).toThrow(MappingError);
    expect(() => checkMapping(value, 'm')).toThrow(says);
  });

  it('names every fault', () => {
    const faulty = { ...withRule('carrier', {}), item: { ...minimal.item, colour: { column: 'c' } } };
    expect(() => checkMapping(faulty, 'm')).toThrow(/carrier[^]*colour/);
  });
});

describe('loadMapping', () => {
  it('finds mappings by name', () =>
    expect(loadMapping('bacuda').declaration['customsHouse']).toEqual({ column: 'Office ID' }));

  it('finds mappings by path and says what is wrong', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tidewaiter-mapping-'));
    const file = join(folder, 'own.json');
    writeFileSync(file, JSON.stringify(minimal));
    expect(loadMapping(file)).toEqual(minimal);
    writeFileSync(file, '{');
    expect(() => loadMapping(file)).toThrow('no JSON');
    rmSync(folder, { recursive: true });
    expect(() => loadMapping(file)).toThrow('cannot be read');
    expect(() => loadMapping('nosuch')).toThrow('data/mappings');
  });
});
