import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FindingRow } from '../../shared/contract/findings.ts';
import type { IntakeReceipt, RejectedDeclaration } from '../../shared/contract/intake.ts';
import type { Declaration } from '../../shared/domain/declaration.ts';
import type { LodgingClient } from '../lodging/client.ts';
import { checkMapping } from './mapping.ts';
import { collectHouses, importFile, type RowFault } from './run.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidewaiter-import-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const HEADER = 'No,House,Trader,HS,Value,Note';
const mapping = (rows: 'one-declaration' | 'consecutive-items' = 'one-declaration') =>
  checkMapping(
    {
      format: 'tidewaiter-mapping/1',
      title: 'test',
      rows,
      declaration: {
        declarationNo: { column: 'No' },
        direction: { constant: 'import' },
        registeredAt: { constant: '2026-01-01T00:00:00Z' },
        customsHouse: { column: 'House' },
        'trader.id': { column: 'Trader' },
      },
      item: { hsCode: { column: 'HS' }, customsValue: { column: 'Value' } },
    },
    'test',
  );

function write(name: string, ...lines: string[]): string {
  const file = join(folder, name);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

/** An intake that remembers numbers, knows house 2201 only and can be slow. */
function intake() {
  const held = new Map<string, string>();
  const batches: number[] = [];
  const found: FindingRow[] = [];
  let underWay = 0;
  let most = 0;
  const client: LodgingClient = {
    async lodge(declarations) {
      batches.push(declarations.length);
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay--;
      const rejected: RejectedDeclaration[] = [];
      let [accepted, duplicates] = [0, 0];
      (declarations as Declaration[]).forEach((declaration, index) => {
        const { declarationNo, customsHouse } = declaration;
        if (customsHouse !== '2201') {
          const faults = [{ path: 'customsHouse', reason: 'unknown customs house' }];
          rejected.push({ index, declarationNo, faults });
        } else if (held.get(declarationNo) === JSON.stringify(declaration)) duplicates++;
        else {
          held.set(declarationNo, JSON.stringify(declaration));
          accepted++;
        }
      });
      const receipt: IntakeReceipt = {
        batchId: 'b',
        batchIds: ['b'],
        accepted,
        duplicates,
        amended: 0,
        rejected,
        rejectedTotal: rejected.length,
      };
      return receipt;
    },
    lodgeStream: () => Promise.reject(new Error('not used')),
    async recordFindings(findings) {
      found.push(...findings);
      const results = findings.map(({ declarationNo }) => ({
        declarationNo,
        version: 1,
        outcome: 'recorded' as const,
      }));
      return { recorded: results.length, unchanged: 0, refused: 0, results };
    },
    registerHouses: () => Promise.reject(new Error('not used')),
  };
  return { client, held, batches, found, most: () => most };
}

describe('importFile', () => {
  it('records what the rows say was found, of the declarations that were accepted', async () => {
    const file = write(
      'found.csv',
      HEADER,
      'D1,2201,T,010121,1,0',
      'D2,9999,T,010121,1,1',
      'D3,2201,T,010121,1,1',
    );
    const { client, found } = intake();
    const outcome = { column: 'Note', conform: ['0'], discrepancy: ['1'], kind: 'value' as const };
    const summary = await importFile({ file, mapping: { ...mapping(), outcome }, client, onFault: () => {} });
    expect(summary.findings).toEqual({ recorded: 2, unchanged: 0, refused: 0 });
    expect(found.map(({ declarationNo, result }) => [declarationNo, result])).toEqual([
      ['D1', 'conform'],
      ['D3', 'discrepancy'],
    ]);
  });

  it('lodges every row in batches of 1,000, a few at once, and adds nothing the second time', async () => {
    const rows = Array.from({ length: 6500 }, (_, n) => `D${n},2201,T${n % 9},010121,${n},`);
    const file = write('many.csv', HEADER, ...rows);
    const { client, held, batches, most } = intake();
    const faults: RowFault[] = [];
    const unmapped: string[][] = [];
    const options = {
      file,
      mapping: mapping(),
      client,
      onFault: (fault: RowFault) => void faults.push(fault),
      onUnmapped: (columns: string[]) => void unmapped.push(columns),
    };
    expect(await importFile(options)).toMatchObject({
      rows: 6500,
      declarations: 6500,
      accepted: 6500,
      duplicates: 0,
    });
    expect(await importFile(options)).toMatchObject({
      accepted: 0,
      duplicates: 6500,
      rejected: 0,
      unreadable: 0,
    });
    expect(held.size).toBe(6500);
    expect(batches.slice(0, 7)).toEqual([1000, 1000, 1000, 1000, 1000, 1000, 500]);
    expect(most()).toBeGreaterThan(1);
    expect(most()).toBeLessThanOrEqual(4);
    expect(faults).toEqual([]);
    expect(unmapped[0]).toEqual(['Note']);
  });

  it('names what is wrong with line and column, and lodges the rest', async () => {
    const file = write(
      'faulty.csv',
      HEADER,
      'D1,2201,T,010121,5,"over',
      'two lines"',
      'D2,9999,T,010121,5,',
      'D3,2201,T,010121,five,',
      'D4,2201,T,010121',
      'D5,2201,T,010121,5,',
    );
    const { client, held } = intake();
    const faults: RowFault[] = [];
    const summary = await importFile({
      file,
      mapping: mapping(),
      client,
      onFault: (fault) => faults.push(fault),
    });
    expect(summary).toMatchObject({ rows: 5, declarations: 3, accepted: 2, rejected: 1, unreadable: 2 });
    expect([...held.keys()]).toEqual(['D1', 'D5']);
    expect(faults.sort((a, b) => a.line - b.line)).toEqual([
      { line: 4, column: 'House', message: 'customsHouse: unknown customs house' },
      { line: 5, column: 'Value', message: 'items.0.customsValue: "five" is no number' },
      { line: 6, column: null, message: expect.stringContaining('Record Length') as unknown },
    ]);
  });

  it('makes one declaration of consecutive rows of one number where the mapping says so', async () => {
    const file = write(
      'items.csv',
      HEADER,
      'D1,2201,T,010121,1,',
      'D1,2201,T,010129,2,',
      'D2,2201,T,010121,3,',
    );
    const { client, held } = intake();
    const summary = await importFile({
      file,
      mapping: mapping('consecutive-items'),
      client,
      onFault: () => {},
    });
    expect(summary).toMatchObject({ rows: 3, declarations: 2, accepted: 2 });
    const { items } = JSON.parse(held.get('D1') ?? '{}') as Declaration;
    expect(items.map(({ itemNo, hsCode }) => [itemNo, hsCode])).toEqual([
      [1, '010121'],
      [2, '010129'],
    ]);
  });

  it.each([
    ['a column that is missing', ['No,House,Trader,HS', 'D1,2201,T,010121'], 'no column "Value"'],
    ['a column that is there twice', [`${HEADER},HS`, 'D1,2201,T,010121,5,,'], 'column "HS" twice'],
  ])('refuses a file with %s', async (name, lines, says) => {
    const file = write(`${name}.csv`, ...lines);
    const { client } = intake();
    await expect(importFile({ file, mapping: mapping(), client, onFault: () => {} })).rejects.toThrow(says);
  });

  it('fails when there is no such file', async () => {
    const file = join(folder, 'nothing.csv');
    const { client } = intake();
    await expect(importFile({ file, mapping: mapping(), client, onFault: () => {} })).rejects.toThrow(
      'nothing.csv',
    );
  });

  it('ends when the server refuses for good', async () => {
    const file = write('one.csv', HEADER, 'D1,2201,T,010121,1,');
    const client: LodgingClient = { ...intake().client, lodge: () => Promise.reject(new Error('413')) };
    await expect(importFile({ file, mapping: mapping(), client, onFault: () => {} })).rejects.toThrow('413');
  });
});

it('collects the customs houses of a file', async () => {
  const file = write(
    'houses.csv',
    HEADER,
    'D1,40,T,010121,1,',
    'D2,20,T,010121,1,',
    'D3,40,T,010121,1,',
    'x',
  );
  expect(await collectHouses(file, mapping())).toEqual(['20', '40']);
});
