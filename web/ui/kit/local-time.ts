/** An instant as `datetime-local` inputs hold it, by the reader's clock; empty for none. */
export function toLocalInput(instant: string): string {
  const at = Date.parse(instant);
  if (Number.isNaN(at)) return '';
  const shifted = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

/** What a `datetime-local` input holds as an instant; empty for none. */
export function fromLocalInput(text: string): string {
  const at = new Date(text).getTime();
  return text === '' || Number.isNaN(at) ? '' : new Date(at).toISOString();
}
