/** An instant on the clock of a place. */
export interface LocalTime {
  /** Days since 1970-01-01 of the place's calendar. */
  day: number;
  /** 0 to 23. */
  hour: number;
  /** Part of the hour that is over, 0 to 1. */
  part: number;
  /** Instant at which the hour began, ms; tells the two hours apart that share a name when clocks go back. */
  hourStart: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Clocks are put forward and back at quarters of an hour only. */
const QUARTER_MS = HOUR_MS / 4;

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, { quarter: number; offsetMs: number }>();

/** What the clock of a place shows at an instant, ms. Throws RangeError for what is no IANA time zone. */
export function localTimeAt(instant: number, timeZone: string): LocalTime {
  const local = instant + offsetAt(instant, timeZone);
  const inDay = local - Math.floor(local / DAY_MS) * DAY_MS;
  const hour = Math.floor(inDay / HOUR_MS);
  const inHour = inDay - hour * HOUR_MS;
  return {
    day: Math.floor(local / DAY_MS),
    hour,
    part: inHour / HOUR_MS,
    hourStart: instant - inHour,
  };
}

/** The offset from UTC, ms, remembered for the quarter of an hour that was asked for last. */
function offsetAt(instant: number, timeZone: string): number {
  const quarter = Math.floor(instant / QUARTER_MS);
  const known = offsets.get(timeZone);
  if (known?.quarter === quarter) return known.offsetMs;
  const offsetMs = readOffset(instant, timeZone);
  offsets.set(timeZone, { quarter, offsetMs });
  return offsetMs;
}

function readOffset(instant: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
    formats.set(timeZone, format);
  }
  const name = format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')!.value;
  // "GMT" alone is UTC; else "GMT+08:00", with seconds in the zones of long ago.
  const match = /([+-])(\d{2}):(\d{2})(?::(\d{2}))?/.exec(name);
  if (match === null) return 0;
  const [, sign, hours, minutes, seconds = '0'] = match;
  const size = Number(hours) * HOUR_MS + Number(minutes) * 60_000 + Number(seconds) * 1000;
  return sign === '-' ? -size : size;
}
