import { expect, test } from 'vitest';
import { SEIZURE_GROUPS, seizuresFilter, seizuresQuery } from '../../../shared/contract/seizures.ts';
import { readReport, within, writeReport, type ReportForm } from './report-address.ts';

const ALL: ReportForm = {
  by: 'month',
  from: '',
  to: '',
  scope: '',
  kind: '',
  hs: '',
  profile: '',
  country: '',
};
const NARROW: ReportForm = {
  by: 'route',
  from: '2026-01-10',
  to: '2026-06-30',
  scope: 'district:22',
  kind: 'infringing',
  hs: '9102',
  profile: 'IPR-1',
  country: 'CN',
};

test.each([ALL, NARROW])('%j comes back from its address, and the server takes it', (form) => {
  const query = writeReport(form);
  expect(readReport(`?${query}`)).toEqual(form);
  expect(seizuresQuery.safeParse(Object.fromEntries(new URLSearchParams(query))).error).toBeUndefined();
  const lines = Object.fromEntries(new URLSearchParams(writeReport(form, false)));
  expect(seizuresFilter.safeParse(lines).error).toBeUndefined();
});

test('what an address does not mean is left out', () => {
  expect(readReport('?by=moon&from=May&kind=none&hs=x&country=China')).toEqual(ALL);
});

test.each<[ReportForm['by'], string, Partial<ReportForm> | null]>([
  ['month', '2026-02', { from: '2026-02-01', to: '2026-02-28', by: 'kind' }],
  ['kind', 'prohibited', { kind: 'prohibited', by: 'heading' }],
  ['district', '22', { scope: 'district:22', by: 'house' }],
  ['house', '2201', { scope: 'house:2201', by: 'kind' }],
  ['heading', '9102', { hs: '9102', by: 'route' }],
  ['route', 'CN>2201', { country: 'CN', scope: 'house:2201', by: 'heading' }],
  ['route', '>2201', null],
  ['profile', 'IPR-1', { profile: 'IPR-1', by: 'month' }],
])('by %s, %s leads to what is within it', (by, key, change) => {
  const form = { ...ALL, by };
  expect(within(form, { key })).toEqual(change === null ? null : { ...form, ...change });
});

test('a month at the edge of the period stays as narrow as the period', () => {
  expect(within({ ...NARROW, by: 'month' }, { key: '2026-01' })).toMatchObject({
    from: '2026-01-10',
    to: '2026-01-31',
  });
});

test.each(SEIZURE_GROUPS)('what is unknown by %s leads nowhere', (by) => {
  expect(within({ ...ALL, by }, { key: '' })).toBeNull();
});
