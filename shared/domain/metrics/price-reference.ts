/** Days of declarations that reference prices rest on. */
const PRICE_DAYS = 365;

/** Fewest goods items of a subheading, origin and currency that have a reference price. */
export const LEAST_GOODS_ITEMS = 5;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Up to so many goods items, references are young: they are renewed by the hour. */
const FEW_GOODS_ITEMS = 100_000;

/** Whether reference prices are to be computed: where there are none, daily, and hourly while they rest on little. */
export function pricesAreDue(held: { computedAt: Date; goodsItems: number } | null, now: Date): boolean {
  if (held === null) return true;
  const age = now.getTime() - held.computedAt.getTime();
  return age >= (held.goodsItems < FEW_GOODS_ITEMS ? HOUR_MS : DAY_MS);
}

/** Start of what reference prices rest on. */
export function pricesSince(now: Date): Date {
  return new Date(now.getTime() - PRICE_DAYS * DAY_MS);
}
