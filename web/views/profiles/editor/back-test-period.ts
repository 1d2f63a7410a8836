/** Days back that a back-test can look over, or all that is stored. */
export const BACK_TEST_PERIODS = ['7', '30', '90', '365', 'all'] as const;

export type BackTestPeriod = (typeof BACK_TEST_PERIODS)[number];

const MS_PER_DAY = 86_400_000;

/** First and last UTC day of a period that ends at `now`, today with it. */
export function daysOf(period: BackTestPeriod, now: number): { from?: string; to?: string } {
  if (period === 'all') return {};
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  return { from: day(now - (Number(period) - 1) * MS_PER_DAY), to: day(now) };
}
