import { expect, test } from 'vitest';
import { refusalOf, type InspectedVersion } from './finding.ts';

const NOW = Date.parse('2026-05-01T12:00:00Z');
const foundAt = '2026-05-01T12:05:00Z';
const inspected: InspectedVersion = {
  decided: true,
  itemNos: [1, 7],
  registeredAt: Date.parse('2026-05-01T10:00:00Z'),
};

test.each<
  [string, Parameters<typeof refusalOf>[0], InspectedVersion | undefined, ReturnType<typeof refusalOf>]
>([
  ['all conforms', { foundAt, discrepancies: [] }, inspected, null],
  ['an item it has', { foundAt, discrepancies: [{ kind: 'value', itemNo: 7 }] }, inspected, null],
  ['the whole declaration', { foundAt, discrepancies: [{ kind: 'documents' }] }, inspected, null],
  ['an item it lacks', { foundAt, discrepancies: [{ kind: 'value', itemNo: 2 }] }, inspected, 'unknown-item'],
  ['no such declaration', { foundAt, discrepancies: [] }, undefined, 'unknown'],
  [
    'one that waits',
    { foundAt, discrepancies: [] },
    { decided: false, itemNos: [], registeredAt: null },
    'undecided',
  ],
  ['the future', { foundAt: '2026-05-01T20:05:00.001+08:00', discrepancies: [] }, inspected, 'in-future'],
  ['the instant it was registered', { foundAt: '2026-05-01T10:00:00Z', discrepancies: [] }, inspected, null],
  [
    'before it was registered',
    { foundAt: '2026-05-01T17:59:59.999+08:00', discrepancies: [] },
    inspected,
    'before-declaration',
  ],
])('%s', (_, finding, version, refusal) => {
  expect(refusalOf(finding, version, NOW)).toBe(refusal);
});
