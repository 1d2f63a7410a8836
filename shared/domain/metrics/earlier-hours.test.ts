import { expect, test } from 'vitest';
import { earlierHour, hourShares } from './earlier-hours.ts';

const at = (text: string) => Date.parse(text);
const told = (shares: { hour: number; share: number }[]) =>
  shares.map(({ hour, share }) => [new Date(hour).toISOString().slice(0, 16), share]);

test.each<[string, string, number, string, [string, number][]]>([
  ['no change of clocks', '2026-11-24T01:00:00Z', 1, 'Asia/Shanghai', [['2026-11-17T01:00', 1]]],
  ['eight weeks', '2026-11-24T01:00:00Z', 8, 'Asia/Shanghai', [['2026-09-29T01:00', 1]]],
  [
    'a window across two hours',
    '2026-11-24T01:45:00Z',
    1,
    'Asia/Shanghai',
    [
      ['2026-11-17T01:00', 0.25],
      ['2026-11-17T02:00', 0.75],
    ],
  ],
  // 09:00 in Berlin is 08:00 UTC in winter and 07:00 UTC in summer.
  ['clocks went back between', '2026-10-27T08:00:00Z', 1, 'Europe/Berlin', [['2026-10-20T07:00', 1]]],
  ['clocks went forward between', '2026-03-31T07:00:00Z', 1, 'Europe/Berlin', [['2026-03-24T08:00', 1]]],
  ['an hour that the clocks skipped', '2026-04-05T00:30:00Z', 1, 'Europe/Berlin', []],
  [
    'an hour that came twice: its first',
    '2026-11-01T01:30:00Z',
    1,
    'Europe/Berlin',
    [
      ['2026-10-25T00:00', 0.5],
      ['2026-10-25T01:00', 0.5],
    ],
  ],
  // Lord Howe puts its clocks by half an hour.
  [
    'half an hour',
    '2026-10-07T02:00:00Z',
    1,
    'Australia/Lord_Howe',
    [
      ['2026-09-30T02:00', 0.5],
      ['2026-09-30T03:00', 0.5],
    ],
  ],
  // The hours of a place at UTC+5:45 begin at a quarter past: compared is what lies in the same UTC hours.
  ['an offset of quarters', '2026-11-24T01:00:00Z', 1, 'Asia/Kathmandu', [['2026-11-17T01:00', 1]]],
])('%s', (_, start, weeks, timeZone, expected) => {
  expect(told(earlierHour(at(start), weeks, timeZone))).toEqual(expected);
});

test('shares of an hour come to one', () => {
  for (const minute of [0, 1, 30, 59]) {
    const shares = hourShares(at('2026-11-24T01:00:00Z') + minute * 60_000);
    expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  }
});
