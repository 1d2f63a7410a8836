const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const MS_PER_MINUTE = 60_000;
const MS_PER_DAY = 86_400_000;

/** Two decimal digits at `at`, or NaN. */
function pair(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}

/** Days from 1970-01-01 in the proleptic Gregorian calendar (H. Hinnant, days_from_civil). */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function parseDay(text: string): number {
  const year = pair(text, 0) * 100 + pair(text, 2);
  const month = pair(text, 5);
  const day = pair(text, 8);
  if (text[4] !== '-' || text[7] !== '-' || !(year >= 0) || !(month >= 1 && month <= 12)) return NaN;
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (!(day >= 1 && day <= (DAYS_IN_MONTH[month - 1] ?? 0) + (leap ? 1 : 0))) return NaN;
  return daysFromCivil(year, month, day) * MS_PER_DAY;
}

/** Minutes east of UTC of the zone that starts at `at` and ends the text, or NaN. */
function parseZone(text: string, at: number): number {
  const sign = text[at];
  if (sign === 'Z') return text.length === at + 1 ? 0 : NaN;
  if ((sign !== '+' && sign !== '-') || text.length !== at + 6 || text[at + 3] !== ':') return NaN;
  const hours = pair(text, at + 1);
  const minutes = pair(text, at + 4);
  if (!(hours <= 23 && minutes <= 59)) return NaN;
  return (sign === '-' ? -1 : 1) * (hours * 60 + minutes);
}

/**
 * Milliseconds since the epoch of an RFC 3339 instant with offset, NaN for anything else. Seconds may be left out,
 * digits beyond milliseconds are cut, and a date alone is its midnight in UTC. Written out because it runs for
 * every declaration and, unlike `Date.parse`, never reads the machine's time zone.
 */
export function parseInstant(text: string): number {
  const day = parseDay(text);
  if (text.length === 10) return day;
  const hour = pair(text, 11);
  const minute = pair(text, 14);
  if (text[10] !== 'T' || text[13] !== ':' || !(hour <= 23) || !(minute <= 59)) return NaN;
  let at = 16;
  let ms = 0;
  if (text[at] === ':') {
    const second = pair(text, at + 1);
    if (!(second <= 59)) return NaN;
    ms = second * 1000;
    at += 3;
    if (text[at] === '.') {
      const start = ++at;
      let scale = 100;
      for (
        let digit = text.charCodeAt(at) - 48;
        digit >= 0 && digit <= 9;
        digit = text.charCodeAt(++at) - 48
      ) {
        ms += digit * scale;
        scale = scale === 1 ? 0 : scale / 10;
      }
      if (at === start) return NaN;
    }
  }
  return day + (hour * 60 + minute - parseZone(text, at)) * MS_PER_MINUTE + ms;
}
