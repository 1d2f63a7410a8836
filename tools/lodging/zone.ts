const MS_PER_HOUR = 3_600_000;

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

/** Milliseconds east of UTC of an IANA zone at an instant, looked up once a zone and hour. */
export function zoneOffset(timeZone: string, at: number): number {
  const hour = Math.floor(at / MS_PER_HOUR);
  const key = `${timeZone} ${hour}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  if (offsets.size > 5_000) offsets.clear();
  const offset = computeOffset(timeZone, hour * MS_PER_HOUR);
  offsets.set(key, offset);
  return offset;
}

function computeOffset(timeZone: string, at: number): number {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
    formats.set(timeZone, format);
  }
  const name = format.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? '';
  const found = /([+-])(\d{2}):(\d{2})/.exec(name);
  if (!found) return 0;
  const minutes = Number(found[2]) * 60 + Number(found[3]);
  return (found[1] === '-' ? -1 : 1) * minutes * 60_000;
}

/** RFC 3339 with the zone's offset, to the millisecond. */
export function formatInstant(at: number, timeZone: string): string {
  const offset = zoneOffset(timeZone, at);
  const minutes = Math.abs(offset) / 60_000;
  const zone = `${offset < 0 ? '-' : '+'}${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return new Date(at + offset).toISOString().slice(0, -1) + zone;
}
