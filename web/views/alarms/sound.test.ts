import { expect, test } from 'vitest';
import { alarmRow } from './alarm-row.test-kit.ts';
import { dueTone, heard, isNewCall, SILENT, STALE_CALL_MS, TONE_GAP_MS } from './sound.ts';
import { TONES } from './tones.ts';

const nobody = () => false;
const call = (id: string, priority: 'critical' | 'high' | 'low') => alarmRow(id, { priority });

test.each([
  ['one not known before', undefined, alarmRow('a'), true],
  ['one that calls again', alarmRow('a'), alarmRow('a', { annunciation: 2 }), true],
  ['one that another occurrence joins', alarmRow('a'), alarmRow('a', { occurrences: 9, version: 2 }), false],
  ['one that is acknowledged', undefined, alarmRow('a', { state: 'acknowledged' }), false],
  ['one whose cause is gone', undefined, alarmRow('a', { state: 'returned-unacknowledged' }), false],
  ['one that is shelved', alarmRow('a'), alarmRow('a', { annunciation: 2, state: 'shelved' }), false],
])('%s', (_what, before, after, isCall) => {
  expect(isNewCall(before, after)).toBe(isCall);
});

test('the most urgent call sounds first, once, and stands for the others', () => {
  const state = heard(SILENT, [call('a', 'low'), call('b', 'critical'), call('c', 'high')], nobody, 0);
  const first = dueTone(state, 0);
  expect(first.tone).toBe('critical');
  expect(dueTone(first.state, TONE_GAP_MS).tone).toBeNull();
});

test('two tones are apart, and the later is that of the most urgent call by then', () => {
  const first = dueTone(heard(SILENT, [call('a', 'low')], nobody, 0), 0);
  let state = heard(first.state, [call('b', 'low')], nobody, 500);
  expect(dueTone(state, 600).tone).toBeNull();
  state = heard(state, [call('c', 'high')], nobody, 700);
  expect(dueTone(state, TONE_GAP_MS).tone).toBe('high');
});

test('what somebody has seen to, or is no news any more, does not sound', () => {
  const state = heard(SILENT, [call('a', 'high')], nobody, 0);
  expect(
    dueTone(
      heard(state, [], (id) => id === 'a', 100),
      100,
    ).tone,
  ).toBeNull();
  expect(dueTone(state, STALE_CALL_MS).tone).toBeNull();
});

test('every tone is over within a second, and no two are alike', () => {
  const ends = Object.values(TONES).map((beeps) => Math.max(...beeps.map(([, from, lasts]) => from + lasts)));
  expect(Math.max(...ends)).toBeLessThan(1);
  expect(new Set(Object.values(TONES).map((beeps) => JSON.stringify(beeps))).size).toBe(4);
});
