import { expect, test } from 'vitest';
import type { OrderRow, RefusedOrderDeed } from '../../../shared/contract/orders.ts';
import { ApiError } from '../../shell/api.ts';
import { inLocale } from '../../ui/locale.test-kit.ts';
import { actionText, deedErrorText } from './refusal.ts';
import { formatBytes, uploadFaultText } from './upload-words.ts';
import { fileFault } from './uploads.svelte.ts';
import { dueText, orderedForText, traderTexts } from './words.ts';

const MINUTE = 60_000;

test('time left and time over are told apart', () => {
  expect(dueText(90 * MINUTE, 0)).toBe('1 h 30 left');
  expect(dueText(0, 5 * MINUTE)).toBe('overdue by 05:00');
});

test('what is ordered is named in the reader’s language', () => {
  const profile = { source: 'profile', profile: 'IPR-1', title: 'Watches', titleZh: '手表' } as const;
  expect(orderedForText(profile)).toBe('Watches');
  expect(inLocale('zh', () => orderedForText(profile))).toBe('手表');
  expect(inLocale('zh', () => orderedForText({ ...profile, titleZh: null }))).toBe('Watches');
  expect(orderedForText({ source: 'random-selection', profile: null, title: null, titleZh: null })).toBe(
    'Random selection',
  );
});

test('of a trader is told what is known, the worst first', () => {
  expect(traderTexts({ creditClass: 'D', firstSeenDays: 1, discrepancies365d: 2 })).toEqual([
    '2 discrepancies in a year',
    'credit class D',
    'known for 1 day',
  ]);
  expect(traderTexts({ creditClass: null, firstSeenDays: 0, discrepancies365d: 0 })).toEqual([
    'declares for the first time',
  ]);
});

const refused = (change: Partial<RefusedOrderDeed>) =>
  new ApiError(409, 'order-changed', '', null, {
    reason: 'changed',
    order: { state: 'assigned' } as OrderRow,
    last: { action: 'take', by: 'Li Na', at: Date.UTC(2026, 4, 1, 8) },
    ...change,
  });

test('who was refused is told why, and who was faster', () => {
  expect(deedErrorText(refused({}), 'Asia/Shanghai')).toMatch(
    /Somebody else.*Li Na, 1 May 2026 16:00:00 UTC\+8: taken\. Now it is assigned\./,
  );
  expect(deedErrorText(refused({ reason: 'own-deviation' }), 'UTC')).toMatch(/^Somebody else has to decide/);
  expect(deedErrorText(refused({ reason: 'of-tomorrow' as 'changed' }), 'UTC')).toMatch(/cannot be done/);
  expect(actionText('of-tomorrow')).toBe('of-tomorrow');
});

test.each([
  [{ size: 5, type: 'image/jpeg' }, null],
  [{ size: 5, type: 'text/html' }, 'wrong-type'],
  [{ size: 5, type: '' }, 'wrong-type'],
  [{ size: 0, type: 'application/pdf' }, 'empty'],
  [{ size: 15 * 1024 * 1024 + 1, type: 'image/png' }, 'too-large'],
] as const)('a file of %j is judged before it is sent', (file, fault) => {
  expect(fileFault(file)).toBe(fault);
});

test('a file that was not sent says why', () => {
  expect(uploadFaultText({ fault: 'too-large', error: null }, 'UTC')).toContain('15 MB');
  expect(uploadFaultText({ fault: null, error: null }, 'UTC')).toContain('cannot be reached');
  expect(uploadFaultText({ fault: null, error: refused({ reason: 'already-attached' }) }, 'UTC')).toBe(
    'The order has this file already.',
  );
  expect(formatBytes(3_565_158)).toBe('3.4 MB');
  expect(formatBytes(70)).toBe('1 kB');
});
