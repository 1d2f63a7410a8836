import { parseInstant } from '../../../../shared/domain/targeting/instant.ts';

const MS_PER_MINUTE = 60_000;

/** An instant by the clocks of a zone, as `datetime-local` takes it; empty for what is none. */
export function toZonedInput(instant: string, timeZone: string): string {
  const at = parseInstant(instant);
  if (Number.isNaN(at)) return '';
  return new Date(at + offsetAt(at, timeZone) * MS_PER_MINUTE).toISOString().slice(0, 16);
}

/**
 * What a `datetime-local` input holds, read by the clocks of a zone: RFC 3339 with the zone's offset then, such as
 * `2026-12-01T08:00:00+08:00`; empty for nothing. A time that the clocks skip is that of before they were put forward.
 */
export function fromZonedInput(text: string, timeZone: string): string {
  const wall = parseInstant(text === '' ? '' : `${text.slice(0, 16)}:00Z`);
  if (Number.isNaN(wall)) return '';
  const first = offsetAt(wall, timeZone);
  // The offset at the instant itself, where the clocks change in between.
  const offset = offsetAt(wall - first * MS_PER_MINUTE, timeZone);
  return `${text.slice(0, 16)}:00${writeOffset(offset)}`;
}

function writeOffset(minutes: number): string {
  if (minutes === 0) return 'Z';
  const two = (value: number) => String(value).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** Minutes east of UTC of a zone at an instant. */
function offsetAt(at: number, timeZone: string): number {
  const name = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value;
  const [, sign, hours, minutes] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(name ?? '') ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
