import { describe, expect, it } from 'vitest';
import { MAX_LIST_FAULTS, MAX_LIST_ROWS } from '../../shared/contract/list-files.ts';
import { readListFile } from './read-list-file.ts';

async function faultsOf(csv: string): Promise<[number, string | null, string][]> {
  const result = await readListFile(csv);
  return result.ok ? [] : result.faults.map(({ line, column, code }) => [line, column, code]);
}

it('reads values with and without dates, in any order of columns', async () => {
  const csv =
    '\ufeffto, value ,from\r\n,T-1,\r\n2026-06-01T00:00:00Z,"T,2",2026-05-01T00:00:00+08:00\r\n\r\n';
  expect(await readListFile(csv)).toEqual({
    ok: true,
    rows: [{ value: 'T-1' }, { value: 'T,2', from: '2026-05-01T00:00:00+08:00', to: '2026-06-01T00:00:00Z' }],
  });
});

it('reads 100,000 rows', async () => {
  const rows = Array.from({ length: 100_000 }, (_, i) => `TRADER-${i}`);
  const result = await readListFile(`value\n${rows.join('\n')}\n`);
  expect(result.ok && result.rows.length).toBe(100_000);
});

it.each<[string, string, [number, string | null, string][]]>([
  [
    'a file without the column',
    'trader\nT-1\n',
    [
      [1, 'value', 'column-missing'],
      [1, 'trader', 'column-unknown'],
    ],
  ],
  ['an empty file', '', [[1, 'value', 'column-missing']]],
  ['an empty value', 'value,from\n,2026-05-01T00:00:00Z\n', [[2, 'value', 'value-missing']]],
  ['a value without end', `value\n${'x'.repeat(301)}\n`, [[2, 'value', 'value-invalid']]],
  ['a day of no calendar', 'value,from\nA,2026-02-30\n', [[2, 'from', 'instant-invalid']]],
  [
    'an end before the start',
    'value,from,to\nA,2026-05-01T00:00:00Z,2026-04-01T00:00:00Z\n',
    [[2, 'to', 'period-empty']],
  ],
  ['the same row twice', 'value\nA\nB\nA\n', [[4, 'value', 'value-twice']]],
  ['rows of another width', 'value,from\nA\n', [[2, null, 'not-csv']]],
  ['a quote that is never closed', 'value\n"A\nB\n', [[3, null, 'not-csv']]],
])('names %s', async (_, csv, faults) => {
  expect(await faultsOf(csv)).toEqual(faults);
});

describe('very faulty files', () => {
  it('have their faults counted, and the first of them named', async () => {
    const result = await readListFile(`value,from\n${'A,yesterday\n'.repeat(5000)}`);
    expect(result).toMatchObject({ ok: false, total: 5000 });
    expect(!result.ok && result.faults.length).toBe(MAX_LIST_FAULTS);
  });

  it('are not read beyond the most rows', async () => {
    const rows = Array.from({ length: MAX_LIST_ROWS + 5 }, (_, i) => String(i)).join('\n');
    expect(await faultsOf(`value\n${rows}`)).toEqual([[MAX_LIST_ROWS + 2, null, 'too-many-rows']]);
  });
});
