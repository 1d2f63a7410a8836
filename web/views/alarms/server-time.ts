/**
 * By how much the server's clock is ahead of this browser's, ms, to about a second: what an answer's `Date` says. Ages
 * and times left are told by the server's clock, whatever that of the desk says.
 */
export async function serverAhead(now: () => number): Promise<number> {
  const sentAt = now();
  const response = await fetch('/api/session', {
    method: 'GET',
    cache: 'no-store',
    credentials: 'same-origin',
  });
  const answeredAt = now();
  const date = Date.parse(response.headers.get('date') ?? '');
  // The header is cut to whole seconds.
  return Number.isNaN(date) ? 0 : date + 500 - (sentAt + answeredAt) / 2;
}
