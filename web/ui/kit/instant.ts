import type { Locale } from '../../paraglide/runtime.js';
import { getLocale } from '../locale.svelte.ts';
import { placeTime, type PlaceTime } from '../place-time.ts';

/** How much of an instant is written. */
export type Precision = 'day' | 'minute' | 'second';

/** What writing takes is dear to make, and tables write hundreds of instants. */
const writers = new Map<string, { clock: PlaceTime; day: Intl.DateTimeFormat }>();

/**
 * An instant in the reader's language and by the clocks of `timeZone`, with the offset that makes it plain which:
 * `23 Nov 2026 14:32 UTC+8`, `2026年11月23日 14:32 UTC+8`.
 */
export function writeInstant(
  instant: number | string | Date,
  timeZone: string,
  precision: Precision = 'minute',
): string {
  const at = new Date(instant).getTime();
  const { clock, day } = writerOf(getLocale(), timeZone);
  if (precision === 'day') return day.format(at);
  const time = precision === 'second' ? clock.time(at) : clock.shortTime(at);
  return `${day.format(at)} ${time} ${clock.offset(at)}`;
}

function writerOf(locale: Locale, timeZone: string) {
  const key = `${locale} ${timeZone}`;
  const known = writers.get(key);
  if (known !== undefined) return known;
  const day = new Intl.DateTimeFormat(locale === 'zh' ? 'zh-CN' : 'en-GB', {
    timeZone,
    day: 'numeric',
    month: locale === 'zh' ? 'long' : 'short',
    year: 'numeric',
  });
  const writer = { clock: placeTime(timeZone), day };
  writers.set(key, writer);
  return writer;
}
