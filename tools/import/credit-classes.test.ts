import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCreditClasses } from './credit-classes.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidewaiter-classes-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = (...lines: string[]) => {
  const file = join(folder, 'classes.csv');
  writeFileSync(file, `${lines.join('\n')}\n`);
  return readCreditClasses(file);
};

test('reads classes by trader, an empty one as none, and names what is wrong by line and column', async () => {
  const { classes, faults } = await read(
    'name,credit_class,trader_id',
    'A,AEO,T1',
    'B,,T2',
    'C,low, ',
    `D,${'x'.repeat(65)},T3`,
    `E,low,${'T'.repeat(101)}`,
    'A again,AEO,T1',
    'A otherwise,low,T1',
    'short',
  );
  expect([...classes]).toEqual([
    ['T1', 'AEO'],
    ['T2', null],
  ]);
  expect(faults.map(({ line, column }) => [line, column])).toEqual([
    [4, 'trader_id'],
    [5, 'credit_class'],
    [6, 'trader_id'],
    [8, 'credit_class'],
    [9, null],
  ]);
});

test('refuses a file without the columns', async () => {
  await expect(read('trader,class', 'T1,AEO')).rejects.toThrow('"trader_id", "credit_class"');
});
