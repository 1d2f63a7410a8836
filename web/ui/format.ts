import { m } from '../paraglide/messages.js';
import type { Locale } from '../paraglide/runtime.js';
import { getLocale } from './locale.svelte.ts';

/** What stands where a value is not known. */
export const UNKNOWN = '–';

/** From here on a count is told in short: 123.4M, 1.2亿. */
const COMPACT_FROM = 100_000_000;

const numbersOf = (language: string) => ({
  language,
  whole: new Intl.NumberFormat(language, { maximumFractionDigits: 0 }),
  compact: new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 }),
  rough: new Intl.NumberFormat(language, { notation: 'compact', maximumSignificantDigits: 2 }),
  oneDecimal: new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
});

const NUMBERS: Record<Locale, ReturnType<typeof numbersOf>> = {
  en: numbersOf('en'),
  zh: numbersOf('zh-CN'),
};

const numbers = () => NUMBERS[getLocale()];

export function formatCount(value: number | null): string {
  if (value === null) return UNKNOWN;
  return value < COMPACT_FROM ? numbers().whole.format(value) : numbers().compact.format(value);
}

/** An axis's count: 25,000 and 250K, 25万. */
export function formatAxisCount(value: number): string {
  return value < 100_000 ? numbers().whole.format(value) : numbers().compact.format(value);
}

/** A share of 0 to 1 in per cent with one decimal. */
export function formatShare(share: number | null): string {
  return share === null ? UNKNOWN : m.common_share({ percent: numbers().oneDecimal.format(100 * share) });
}

/** A mean with one decimal. */
export function formatMean(value: number | null): string {
  return value === null ? UNKNOWN : numbers().oneDecimal.format(value);
}

/** Percentage points without their sign. */
export function formatPoints(points: number): string {
  return numbers().oneDecimal.format(Math.abs(points));
}

export function formatRatio(ratio: number): string {
  return m.common_ratio({ ratio: numbers().oneDecimal.format(ratio) });
}

export function formatMs(value: number | null): string {
  if (value === null) return UNKNOWN;
  return value < 10_000 ? numbers().whole.format(value) : numbers().rough.format(value);
}

/** An amount with its ISO 4217 code, which no two currencies share, to as many places as the currency has. */
export function formatMoney(amount: number | null, currency: string): string {
  if (amount === null) return UNKNOWN;
  const money = { style: 'currency', currency, currencyDisplay: 'code' } as const;
  return new Intl.NumberFormat(numbers().language, money).format(amount);
}

/** 0.3 s below ten seconds, then 00:12, 12:40, 3 h 05, 2 d 4 h. */
export function formatAge(ms: number): string {
  if (ms >= 10_000) return formatLongAge(Math.floor(ms / 1_000));
  return m.common_age_seconds({ seconds: numbers().oneDecimal.format(Math.max(0, ms) / 1_000) });
}

/** 00:08, 12:40, 3 h 05, 2 d 4 h. */
export function formatLongAge(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  if (seconds < 3_600) return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
  const hours = Math.floor(seconds / 3_600);
  if (hours < 48) {
    return m.common_age_hours({ hours, minutes: two(Math.floor((seconds % 3_600) / 60)) });
  }
  return m.common_age_days({ days: Math.floor(hours / 24), hours: hours % 24 });
}
