import { expect, test } from 'vitest';
import { declarationStatus, type DeclarationStatus } from './declaration-status.ts';

type Version = Parameters<typeof declarationStatus>[0];

test.each<[DeclarationStatus, Version]>([
  ['waiting', { channel: null, order: null, inspected: false }],
  ['cleared', { channel: 'green', order: null, inspected: false }],
  // Sent to green by a person.
  ['cleared', { channel: 'green', order: { state: 'closed', disposition: null }, inspected: false }],
  ['inspected', { channel: 'green', order: null, inspected: true }],
  ['awaiting-inspection', { channel: 'red', order: { state: 'open', disposition: null }, inspected: false }],
  [
    'awaiting-inspection',
    { channel: 'orange', order: { state: 'assigned', disposition: null }, inspected: false },
  ],
  ['in-progress', { channel: 'red', order: { state: 'in-progress', disposition: null }, inspected: false }],
  ['held', { channel: 'red', order: { state: 'closed', disposition: 'held' }, inspected: true }],
  ['released', { channel: 'red', order: { state: 'closed', disposition: 'released' }, inspected: true }],
  // Skipped with a supervisor's approval.
  ['released', { channel: 'red', order: { state: 'closed', disposition: 'released' }, inspected: false }],
  ['inspected', { channel: 'red', order: { state: 'closed', disposition: null }, inspected: true }],
])('%s: %j', (status, version) => {
  expect(declarationStatus(version)).toBe(status);
});
