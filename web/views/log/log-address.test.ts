import { expect, test } from 'vitest';
import { EMPTY_FILTER, readFilter, writeFilter, type LogFilter } from './log-address.ts';

test('an address holds a filter and gives it back', () => {
  const filter: LogFilter = {
    actor: 'Li & Wang',
    action: 'persons.looked-up',
    subject: 'trader:T-1',
    scope: 'district:2200',
    from: '2026-03-02T09:30:00.000Z',
    to: '',
  };
  expect(readFilter(`?${writeFilter(filter)}`)).toEqual(filter);
  expect(writeFilter(EMPTY_FILTER)).toBe('');
});

test('what an address holds that is no filter is left out', () => {
  expect(readFilter('?action=all&scope=moon&from=soon&theme=light')).toEqual(EMPTY_FILTER);
});
