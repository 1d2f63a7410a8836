import { expect, test } from 'vitest';
import type { FindingRow, FindingsReceipt } from '../../shared/contract/findings.ts';
import { findingOf, recordFindings } from './findings.ts';

const header = { declarationNo: 'D', registeredAt: '2026-01-01T00:00:00Z' };
const row = (outcome: 'conform' | 'value' | null, item: Record<string, unknown> = {}) => ({
  header,
  item,
  outcome,
});
const found = { declarationNo: 'D', foundAt: header.registeredAt };

test.each<[string, ReturnType<typeof row>[], FindingRow | null]>([
  ['no rows', [], null],
  ['a silent row', [row(null)], null],
  ['a conform row', [row('conform')], { ...found, result: 'conform', discrepancies: [] }],
  ['conform and silent', [row('conform'), row(null)], null],
  [
    'a discrepancy among others',
    [row('conform'), row('value'), row(null)],
    { ...found, result: 'discrepancy', discrepancies: [{ kind: 'value', itemNo: 2 }] },
  ],
  [
    'its own item number',
    [row('value', { itemNo: 7 })],
    { ...found, result: 'discrepancy', discrepancies: [{ kind: 'value', itemNo: 7 }] },
  ],
])('%s', (_, rows, finding) => {
  expect(findingOf(rows)).toEqual(finding);
});

test('waits for decisions, 500 in a request, and counts what became of each', async () => {
  const findings = Array.from({ length: 1200 }, (_, i): FindingRow => ({
    ...found,
    declarationNo: `D${i}`,
    result: 'conform',
    discrepancies: [],
  }));
  const sizes: number[] = [];
  const waits: number[] = [];
  const client = {
    async recordFindings(part: readonly FindingRow[]): Promise<FindingsReceipt> {
      sizes.push(part.length);
      const results = part.map(({ declarationNo }) => ({
        declarationNo,
        version: 1,
        outcome:
          declarationNo === 'D0'
            ? ('different' as const)
            : declarationNo === 'D1'
              ? ('unchanged' as const)
              : declarationNo === 'D2' && waits.length < 3
                ? ('undecided' as const)
                : ('recorded' as const),
      }));
      return { recorded: 0, unchanged: 0, refused: 0, results };
    },
  };
  const counts = await recordFindings(client, findings, async (ms) => void waits.push(ms));
  expect(counts).toEqual({ recorded: 1198, unchanged: 1, refused: 1 });
  expect(sizes).toEqual([500, 500, 200, 1, 1, 1]);
  expect(waits).toEqual([100, 200, 400]);
});

test('gives up where nothing is decided', async () => {
  const finding: FindingRow = { ...found, result: 'conform', discrepancies: [] };
  const results = [{ declarationNo: 'D', version: 1, outcome: 'undecided' as const }];
  const client = { recordFindings: async () => ({ recorded: 0, unchanged: 0, refused: 1, results }) };
  let waited = 0;
  const counts = await recordFindings(client, [finding], async (ms) => void (waited += ms));
  expect(counts).toEqual({ recorded: 0, unchanged: 0, refused: 1 });
  expect(waited).toBeGreaterThanOrEqual(300_000);
});
