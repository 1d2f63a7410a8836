const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const oneDecimal = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** What stands where a value is not known. */
export const UNKNOWN = '–';

/** From here on a count is told in short: 123.4M. */
const COMPACT_FROM = 100_000_000;

export function formatCount(value: number | null): string {
  if (value === null) return UNKNOWN;
  return value < COMPACT_FROM ? whole.format(value) : compact.format(value);
}

/** An axis's count: 25,000 and 250K. */
export function formatAxisCount(value: number): string {
  return value < 100_000 ? whole.format(value) : compact.format(value);
}

/** A share of 0 to 1 in per cent with one decimal. */
export function formatShare(share: number | null): string {
  return share === null ? UNKNOWN : `${oneDecimal.format(100 * share)} %`;
}

/** Percentage points without their sign. */
export function formatPoints(points: number): string {
  return oneDecimal.format(Math.abs(points));
}

export function formatRatio(ratio: number): string {
  return `${oneDecimal.format(ratio)}×`;
}

export function formatMs(value: number | null): string {
  if (value === null) return UNKNOWN;
  return value < 10_000 ? whole.format(value) : `${whole.format(value / 1_000)}k`;
}

/** 0.3 s below ten seconds, then 00:12, 12:40, 3 h 05, 2 d 4 h. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (ms < 10_000) return `${oneDecimal.format(Math.max(0, ms) / 1_000)} s`;
  return formatLongAge(seconds);
}

/** 00:08, 12:40, 3 h 05, 2 d 4 h. */
export function formatLongAge(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  if (seconds < 3_600) return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
  const hours = Math.floor(seconds / 3_600);
  if (hours < 48) return `${hours} h ${two(Math.floor((seconds % 3_600) / 60))}`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
