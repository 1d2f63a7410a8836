const two = (value: number) => String(value).padStart(2, '0');

/** An instant as `<input type="datetime-local">` takes it, by the computer's clock and to the minute. */
export function toLocal(instant: Date): string {
  const day = `${instant.getFullYear()}-${two(instant.getMonth() + 1)}-${two(instant.getDate())}`;
  return `${day}T${two(instant.getHours())}:${two(instant.getMinutes())}`;
}
