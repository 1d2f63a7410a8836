import type { Locale } from '../paraglide/runtime.js';
import { getLocale } from './locale.svelte.ts';

/** Whose way of writing dates each language follows. */
const DATES: Record<Locale, string> = { en: 'en-GB', zh: 'zh-CN' };

/** How instants are written at a place, wherever the display that shows them stands. */
export interface PlaceTime {
  /** 14:32:08 */
  time: (instant: number) => string;
  /** 14:32 */
  shortTime: (instant: number) => string;
  /** Mon, 23 Nov 2026; 2026年11月23日周一 */
  date: (instant: number) => string;
  /** Offset from UTC at that instant: UTC+8, UTC−3:30. */
  offset: (instant: number) => string;
}

/**
 * Writes instants in the reader's language and by the clocks of an IANA time zone; by UTC where this browser does not
 * know the zone.
 */
export function placeTime(timeZone: string): PlaceTime {
  const zone = isKnown(timeZone) ? timeZone : 'UTC';
  const formatter = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(DATES[getLocale()], { ...options, timeZone: zone });
  const hourAndMinute = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const time = formatter({ ...hourAndMinute, second: '2-digit' });
  const shortTime = formatter(hourAndMinute);
  const date = formatter({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
  const offset = formatter({ timeZoneName: 'shortOffset' });

  return {
    time: (instant) => time.format(instant),
    shortTime: (instant) => shortTime.format(instant),
    date: (instant) => date.format(instant),
    offset: (instant) => {
      const name = offset.formatToParts(instant).find((part) => part.type === 'timeZoneName')?.value ?? '';
      const shift = name.replace(/^(GMT|UTC)/, '').replace('-', '−');
      return `UTC${shift === '' ? '+0' : shift}`;
    },
  };
}

function isKnown(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}
