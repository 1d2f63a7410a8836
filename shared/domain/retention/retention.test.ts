import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutoffOf, dayIsOver, periodsOf, RETENTION, RETENTION_SUBJECTS } from './retention.ts';

test('every subject is kept at least as long as it must be', () => {
  for (const subject of RETENTION_SUBJECTS) {
    const { standard, least } = RETENTION[subject];
    expect(standard).toBeGreaterThanOrEqual(least);
    expect(least).toBeGreaterThan(0);
  }
});

test('what was set counts, but never below the least', () => {
  const periods = periodsOf(
    new Map([
      ['declarations', 400],
      ['access-log', 1],
      ['nothing', 5],
    ]),
  );
  expect(periods.declarations).toBe(400);
  expect(periods['access-log']).toBe(RETENTION['access-log'].least);
  expect(periods.flow).toBe(RETENTION.flow.standard);
  expect(Object.keys(periods)).toEqual(RETENTION_SUBJECTS);
});

test.each([
  ['20261022', '2026-10-23T00:00:00.000Z', true],
  ['20261022', '2026-10-22T23:59:59.999Z', false],
  ['20261231', '2027-01-01T00:00:00Z', true],
  ['20270101', '2027-01-01T00:00:00Z', false],
])('the day %s is over before %s: %s', (day, cutoff, expected) => {
  expect(dayIsOver(day, new Date(cutoff))).toBe(expected);
});

test('no instant younger than the cutoff lies in a day that is over', () => {
  const instants = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(instants, fc.integer({ min: 1, max: 4000 }), instants, (now, days, instant) => {
      const cutoff = cutoffOf(days, now);
      const day = instant.toISOString().slice(0, 10).replaceAll('-', '');
      if (dayIsOver(day, cutoff)) expect(instant.getTime()).toBeLessThan(cutoff.getTime());
    }),
  );
});
