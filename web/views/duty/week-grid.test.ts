import { describe, expect, test } from 'vitest';
import type { Shift } from '../../../shared/domain/shift/calendar.ts';
import { uncoveredMinutes, weekBars } from './week-grid.ts';

const ALL = [1, 2, 3, 4, 5, 6, 7];
const shift = (from: string, to: string, days = ALL, people = ['p']): Shift => ({
  name: `${from}–${to}`,
  days,
  from,
  to,
  people,
});

describe('the bars of a week', () => {
  test('go on the day after where a shift passes midnight, on Monday after Sunday', () => {
    const days = weekBars([shift('22:00', '06:00', [7])]);
    expect(days.map(({ bars }) => bars.map(({ from, to }) => [from, to]))).toEqual([
      [[0, 360]],
      [],
      [],
      [],
      [],
      [],
      [[1320, 1440]],
    ]);
  });

  test('end at midnight where the shift does', () => {
    const days = weekBars([shift('16:00', '00:00', [1])]);
    expect(days[0]!.bars).toMatchObject([{ from: 960, to: 1440 }]);
    expect(days[1]!.bars).toEqual([]);
  });

  test('stand below one another where they overlap, and else in one line', () => {
    const [monday] = weekBars([
      shift('08:00', '16:00', [1]),
      shift('12:00', '18:00', [1]),
      shift('16:00', '20:00', [1]),
    ]);
    expect(monday!.bars.map(({ shift: index, lane }) => [index, lane])).toEqual([
      [0, 0],
      [1, 1],
      [2, 0],
    ]);
    expect(monday!.lanes).toBe(2);
    expect(weekBars([])[0]!.lanes).toBe(1);
  });
});

test.each<[string, Shift[], number]>([
  ['nothing', [], 7 * 1440],
  ['a whole week', [shift('06:00', '18:00'), shift('18:00', '06:00')], 0],
  ['one that names nobody', [shift('00:00', '00:00', ALL, [])], 7 * 1440],
  ['overlaps', [shift('00:00', '13:00'), shift('12:00', '23:00'), shift('12:30', '12:45')], 7 * 60],
  ['a night without its Sunday', [shift('08:00', '20:00'), shift('20:00', '08:00', [1, 2, 3, 4, 5, 6])], 720],
])('%s leaves its minutes without anybody', (_what, shifts, minutes) => {
  expect(uncoveredMinutes(shifts)).toBe(minutes);
});
