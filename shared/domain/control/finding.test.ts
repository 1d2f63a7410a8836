import { expect, test } from 'vitest';
import { refusalOf, type InspectedVersion } from './finding.ts';

const NOW = Date.parse('2026-05-01T12:00:00Z');
const foundAt = '2026-05-01T12:05:00Z';
const inspected: InspectedVersion = { decided: true, itemNos: [1, 7] };

test.each<
  [string, Parameters<typeof refusalOf>[0], InspectedVersion | undefined, ReturnType<typeof refusalOf>]
>([
  ['all conforms', { foundAt, discrepancies: [] }, inspected, null],
  ['an item it has', { foundAt, discrepancies: [{ kind: 'value', itemNo: 7 }] }, inspected, null],
  ['the whole declaration', { foundAt, discrepancies: [{ kind: 'documents' }] }, inspected, null],
  ['an item it lacks', { foundAt, discrepancies: [{ kind: 'value', itemNo: 2 }] }, inspected, 'unknown-item'],
  ['no such declaration', { foundAt, discrepancies: [] }, undefined, 'unknown'],
  ['one that waits', { foundAt, discrepancies: [] }, { decided: false, itemNos: [] }, 'undecided'],
  ['the future', { foundAt: '2026-05-01T20:05:00.001+08:00', discrepancies: [] }, inspected, 'in-future'],
])('%s', (_, finding, version, refusal) => {
  expect(refusalOf(finding, version, NOW)).toBe(refusal);
});
