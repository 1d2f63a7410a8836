import { expect, test } from 'vitest';
import { orderPerformanceQuery } from '../../../shared/contract/orders.ts';
import {
  PERFORMANCE_DAYS,
  readPerformance,
  writePerformance,
  type PerformanceForm,
} from './performance-address.ts';

test.each<PerformanceForm>([
  { scope: '', days: '30' },
  { scope: 'house:2201', days: '30' },
  ...PERFORMANCE_DAYS.map((days): PerformanceForm => ({ scope: 'district:22', days })),
])('%j comes back from its address, and the server takes it', (form) => {
  const query = writePerformance(form);
  expect(readPerformance(`?${query}`)).toEqual(form);
  const asked = Object.fromEntries(new URLSearchParams(query));
  expect(orderPerformanceQuery.safeParse(asked).error).toBeUndefined();
});

test('what an address does not mean is left out', () => {
  expect(readPerformance('?scope=moon&days=8')).toEqual({ scope: '', days: '30' });
});
