import { expect, test } from 'vitest';
import { askKpis, readKpis, writeKpis } from './kpi-address.ts';

test.each([
  ['', 'scope=district%3A2200'],
  ['scope=house:2201&position=12&period=month', 'scope=house%3A2201&position=12&period=month'],
  ['scope=x&position=-1&period=year', 'scope=district%3A2200'],
])('%s is read as %s', (search, written) => {
  const form = readKpis(search, 'district:2200');
  expect(writeKpis(form)).toBe(written);
  expect(readKpis(writeKpis(form), 'national')).toEqual(form);
});

test('the server is asked for the time up to now', () => {
  const form = readKpis('scope=national&period=week', 'national');
  expect(askKpis(form, Date.UTC(2026, 10, 23))).toBe('scope=national&from=2026-11-16T00%3A00%3A00.000Z');
});
