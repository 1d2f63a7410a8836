import { zoneOffset } from '../lodging/zone.ts';

const TOKENS: Record<string, { pattern: string; part: Part }> = {
  yyyy: { pattern: '(\\d{4})', part: 'year' },
  MM: { pattern: '(\\d{2})', part: 'month' },
  M: { pattern: '(\\d{1,2})', part: 'month' },
  dd: { pattern: '(\\d{2})', part: 'day' },
  d: { pattern: '(\\d{1,2})', part: 'day' },
  HH: { pattern: '(\\d{2})', part: 'hour' },
  mm: { pattern: '(\\d{2})', part: 'minute' },
  ss: { pattern: '(\\d{2})', part: 'second' },
};

type Part = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';

/** Reads a date into an RFC 3339 instant with offset; null for text that is no such date. */
export type DateReader = (text: string) => string | null;

const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

/**
 * A reader for dates written as `format` says (yyyy MM M dd d HH mm ss, anything else stands for itself) by the
 * clocks of `timeZone`; `time` (HH:mm:ss) is taken where the format has no hour. `iso` reads RFC 3339 instants.
 */
export function compileDate(format: string, timeZone = 'UTC', time = '00:00:00'): DateReader {
  if (format === 'iso') {
    return (text) =>
      /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : null;
  }
  const parts: Part[] = [];
  const pattern = format.replaceAll(/yyyy|MM|M|dd|d|HH|mm|ss|[^A-Za-z0-9\s]/g, (token) => {
    const known = TOKENS[token];
    if (!known) return `\\${token}`;
    parts.push(known.part);
    return known.pattern;
  });
  const expression = new RegExp(`^${pattern}$`);
  const [hour = 0, minute = 0, second = 0] = time.split(':').map(Number);
  return (text) => {
    const found = expression.exec(text);
    if (!found) return null;
    const read: Record<Part, number> = { year: 1970, month: 1, day: 1, hour, minute, second };
    if (parts.includes('hour')) read.minute = read.second = 0;
    parts.forEach((part, n) => (read[part] = Number(found[n + 1])));
    return toInstant(read, timeZone);
  };
}

function toInstant(read: Record<Part, number>, timeZone: string): string | null {
  const { year, month, day, hour, minute, second } = read;
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(local);
  // Date.UTC rolls 31 April over into May; such a date is a fault.
  if (
    date.getUTCMonth() !== month - 1 ||
    date.getUTCDate() !== day ||
    hour > 23 ||
    minute > 59 ||
    second > 59
  )
    return null;
  // The offset depends on the instant and the instant on the offset: the second look settles it.
  const offset = zoneOffset(timeZone, local - zoneOffset(timeZone, local));
  const minutes = Math.abs(offset) / 60_000;
  const zone = `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}T${pad(hour)}:${pad(minute)}:${pad(second)}${zone}`;
}
