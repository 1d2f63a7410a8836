import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { onDuty, shiftsAt, type Shift, type ShiftCalendar } from './calendar.ts';
import { instantAt, isTimeZone, weekdayOf } from './wall-clock.ts';

const ALL_DAYS = [1, 2, 3, 4, 5, 6, 7];
const HOUR = 3_600_000;
const shift = (name: string, from: string, to: string, days = ALL_DAYS): Shift => ({
  name,
  days,
  from,
  to,
  people: [name],
});
const THREE = [
  shift('early', '06:00', '14:00'),
  shift('late', '14:00', '22:00'),
  shift('night', '22:00', '06:00'),
];
const calendar = (timeZone: string, shifts = THREE): ShiftCalendar => ({ timeZone, shifts, exceptions: [] });
const at = (when: string) => Date.parse(when);

test.each<[string, string, string[]]>([
  ['2026-11-23T05:59:59.999+08:00', 'Asia/Shanghai', ['night']],
  ['2026-11-23T06:00:00+08:00', 'Asia/Shanghai', ['early']],
  ['2026-11-23T13:59:59.999+08:00', 'Asia/Shanghai', ['early']],
  ['2026-11-23T14:00:00+08:00', 'Asia/Shanghai', ['late']],
  ['2026-11-23T22:00:00+08:00', 'Asia/Shanghai', ['night']],
  ['2026-11-24T00:00:00+08:00', 'Asia/Shanghai', ['night']],
  // The same instant belongs to another shift elsewhere.
  ['2026-11-23T06:00:00+08:00', 'Europe/Berlin', ['night']],
  ['2026-11-23T06:00:00+08:00', 'America/St_Johns', ['late']],
])('at %s in %s: %j', (when, timeZone, expected) => {
  expect(onDuty(calendar(timeZone), at(when))).toEqual(expected);
});

test.each<[string, string[]]>([
  ['2026-11-22T23:00:00Z', ['sunday']],
  ['2026-11-23T01:00:00Z', ['sunday']],
  ['2026-11-23T08:30:00Z', ['weekdays', 'overlap']],
  ['2026-11-23T12:00:00Z', []],
  ['2026-11-28T09:00:00Z', []],
])('on days of the week, %s: %j', (when, expected) => {
  const shifts = [
    shift('sunday', '22:00', '02:00', [7]),
    shift('weekdays', '08:00', '10:00', [1, 2, 3, 4, 5]),
    shift('overlap', '08:30', '09:00', [1, 2, 3, 4, 5]),
  ];
  expect(onDuty(calendar('UTC', shifts), at(when))).toEqual(expected);
});

test('a shift from a time to the same is a whole day', () => {
  const [held] = shiftsAt(calendar('UTC', [shift('day', '08:00', '08:00')]), at('2026-11-23T07:59:00Z'));
  expect(held).toMatchObject({ from: at('2026-11-22T08:00:00Z'), to: at('2026-11-23T08:00:00Z') });
});

test('an exception stands for the shifts that begin on its date, the night into it excepted', () => {
  const holiday: ShiftCalendar = {
    ...calendar('Asia/Shanghai'),
    exceptions: [
      {
        date: '2026-10-01',
        shifts: [{ name: 'holiday', from: '09:00', to: '03:00', people: ['on call', 'on call'] }],
      },
      { date: '2026-10-02', shifts: [] },
    ],
  };
  const names = (when: string) => onDuty(holiday, at(`${when}+08:00`));
  expect(names('2026-10-01T05:00')).toEqual(['night']);
  expect(names('2026-10-01T07:00')).toEqual([]);
  expect(names('2026-10-01T23:00')).toEqual(['on call']);
  expect(names('2026-10-02T02:59')).toEqual(['on call']);
  expect(names('2026-10-02T12:00')).toEqual([]);
  expect(names('2026-10-03T01:00')).toEqual([]);
  expect(names('2026-10-03T06:00')).toEqual(['early']);
});

describe('where clocks change', () => {
  const night = (timeZone: string, when: string) => {
    const held = shiftsAt(calendar(timeZone), at(when));
    expect(held).toHaveLength(1);
    return held[0]!;
  };

  test.each<[string, string, number]>([
    ['Europe/Berlin', '2026-03-28T23:30:00Z', 7],
    ['Europe/Berlin', '2026-10-25T00:30:00Z', 9],
    ['America/New_York', '2026-03-08T06:30:00Z', 7],
    ['America/New_York', '2026-11-01T06:30:00Z', 9],
    ['America/St_Johns', '2026-11-01T05:00:00Z', 9],
    ['Australia/Lord_Howe', '2026-10-03T15:00:00Z', 7.5],
    ['Asia/Shanghai', '2026-10-25T16:30:00Z', 8],
  ])('a night in %s at %s has %d h', (timeZone, when, hours) => {
    const { name, from, to } = night(timeZone, when);
    expect([name, (to - from) / HOUR]).toEqual(['night', hours]);
  });

  test('days have 23 and 25 hours, and somebody is on duty in each', () => {
    for (const [day, hours] of [
      ['2026-03-29', 23],
      ['2026-10-25', 25],
    ] as const) {
      const zone = 'Europe/Berlin';
      const number = Date.parse(day) / (24 * HOUR);
      const [start, end] = [instantAt(number, 0, zone), instantAt(number + 1, 0, zone)];
      expect((end - start) / HOUR).toBe(hours);
      for (let instant = start; instant < end; instant += HOUR / 4) {
        expect(onDuty(calendar(zone), instant)).toHaveLength(1);
      }
    }
  });

  test('an hour that comes twice is not a shift that begins twice', () => {
    const shifts = [shift('before', '20:00', '02:30'), shift('after', '02:30', '08:00')];
    const names = ['00:15', '00:45', '01:15', '01:45'].map((time) =>
      onDuty(calendar('Europe/Berlin', shifts), at(`2026-10-25T${time}:00Z`)),
    );
    // 02:15 in summer time, 02:45, 02:15 in winter time, 02:45.
    expect(names).toEqual([['before'], ['after'], ['after'], ['after']]);
  });

  test('a time that is skipped is that of the change', () => {
    const change = at('2026-03-29T01:00:00Z');
    const shifts = [shift('before', '20:00', '02:30'), shift('after', '02:30', '08:00')];
    const who = (instant: number) => onDuty(calendar('Europe/Berlin', shifts), instant);
    expect([who(change - 1), who(change)]).toEqual([['before'], ['after']]);
    expect(onDuty(calendar('Europe/Berlin', [shift('gone', '02:10', '02:50')]), change)).toEqual([]);
  });
});

test('shifts that follow one another leave no gap and never overlap, in any zone', () => {
  const zones = [
    'Europe/Berlin',
    'America/New_York',
    'America/Santiago',
    'Africa/Casablanca',
    'Pacific/Apia',
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: at('2024-01-01'), max: at('2028-01-01') }),
      fc.uniqueArray(fc.integer({ min: 0, max: 1439 }), { minLength: 1, maxLength: 4 }),
      (zone, instant, minutes) => {
        const times = minutes
          .toSorted((a, b) => a - b)
          .map((m) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`);
        const shifts = times.map((from, i) => shift(from, from, times[(i + 1) % times.length]!));
        const held = shiftsAt(calendar(zone, shifts), instant);
        expect(held).toHaveLength(1);
      },
    ),
    { numRuns: 300 },
  );
});

test('weekdays and zones', () => {
  expect([0, 3, 4, 10, -1, -4].map(weekdayOf)).toEqual([4, 7, 1, 7, 3, 7]);
  expect(['Asia/Shanghai', 'UTC', 'Nowhere/None', ''].map(isTimeZone)).toEqual([true, true, false, false]);
});
