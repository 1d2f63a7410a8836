import { readDisplayPage, writeDisplayPage } from '../../shared/domain/display/page.ts';

/** Somebody who follows a link on a wall is left alone until they have not touched anything for this long, ms. */
export const RETURN_AFTER_MS = 120_000;

/**
 * The page a display goes to, or null where it stays. What it is told anew it shows at once; from where somebody has
 * led it, it comes back after a while.
 */
export function whereTo(
  shown: string,
  { wanted, toldBefore, idleMs }: { wanted: string; toldBefore: string | null; idleMs: number },
): string | null {
  if (written(shown) === written(wanted)) return null;
  return wanted !== toldBefore || idleMs >= RETURN_AFTER_MS ? wanted : null;
}

/** Path and query as displays report them, so that one page has one spelling. */
export function written(address: string): string {
  const page = readDisplayPage(address);
  return page === null ? address.slice(0, 500) : writeDisplayPage(page);
}
