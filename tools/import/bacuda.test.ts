import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { declarationSchema } from '../../shared/contract/declaration.schema.ts';
import type { Declaration } from '../../shared/domain/declaration.ts';
import { assemble, compileMapping } from './mapper.ts';
import { loadMapping } from './mapping.ts';
import { readRows } from './rows.ts';

/** The data set lies beside the project where it may be read; none of its rows are part of the project. */
const folder = new URL('../../../shared/data/', import.meta.url);
const FILES = { 'declarations-2020.csv': 37_385, 'declarations-2021q1.csv': 8_134 };
const there = Object.keys(FILES).every((name) => existsSync(new URL(name, folder)));
if (!there) console.warn('bacuda mapping: not tested on the data set, there is no ../shared/data');

it.skipIf(!there)(
  'makes a valid declaration of every row of both files, each with its own number',
  async () => {
    const mapping = loadMapping('bacuda');
    const mapper = compileMapping(mapping);
    const numbers = new Set<string>();
    const modes = new Set<string | undefined>();
    for (const [name, rows] of Object.entries(FILES)) {
      let count = 0;
      for await (const read of readRows({
        file: fileURLToPath(new URL(name, folder)),
        columns: mapper.columns,
      })) {
        if (!('row' in read)) throw new Error(`${name} line ${read.line}: ${read.unreadable}`);
        count++;
        const mapped = mapper.map(read.row);
        expect(mapped.faults, `${name} line ${read.line}`).toEqual([]);
        const declaration = assemble([mapped]);
        const { error } = declarationSchema.safeParse(declaration);
        expect(error, `${name} line ${read.line}`).toBeUndefined();
        numbers.add(declaration.declarationNo);
        modes.add(declaration.transportMode);
      }
      expect(count, name).toBe(rows);
    }
    expect(numbers.size).toBe(37_385 + 8_134);
    expect([...modes].sort()).toEqual(['1', '2', '3', '4', '5', '9']);
  },
);

it('maps a row of the data set’s shape, pads the HS code and keeps the labels out', () => {
  const mapper = compileMapping(loadMapping('bacuda'));
  const { header, item, faults, outcome } = mapper.map({
    'Declaration ID': '10000001',
    Date: '2020-03-04',
    'Office ID': '99',
    'Process Type': 'B',
    'Import Type': '11',
    'Import Use': '21',
    'Payment Type': '43',
    'Mode of Transport': '40',
    'Declarant ID': 'DECL001',
    'Importer ID': 'IMPO001',
    'Seller ID': '',
    'Courier ID': '',
    'HS6 Code': '10121',
    'Country of Departure': 'DE',
    'Country of Origin': 'AT',
    'Tax Rate': '8.0',
    'Tax Type': 'A',
    'Country of Origin Indicator': 'G',
    'Net Mass': '0.0',
    'Item Price': '1234.5',
    Fraud: '1',
    'Critical Fraud': '2',
  });
  expect(faults).toEqual([]);
  const expected: Declaration = {
    declarationNo: '10000001',
    direction: 'import',
    registeredAt: '2020-03-04T12:00:00+09:00',
    customsHouse: '99',
    procedure: '11',
    declarant: 'DECL001',
    trader: { id: 'IMPO001' },
    transportMode: '4',
    countryOfDispatch: 'DE',
    currency: 'KRW',
    paymentTerms: '43',
    attributes: { processType: 'B', importUse: '21' },
    items: [
      {
        itemNo: 1,
        hsCode: '010121',
        origin: 'AT',
        netMassKg: 0,
        customsValue: 1234.5,
        dutyRate: 8,
        taxType: 'A',
        attributes: { originIndicator: 'G' },
      },
    ],
  };
  expect(assemble([{ header, item }])).toEqual(expected);
  expect(outcome).toBe('other');
  expect(JSON.stringify([header, item])).not.toMatch(/fraud/i);
});
