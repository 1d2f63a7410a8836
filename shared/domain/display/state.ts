/** `new`: enrolled and not heard of yet; `silent`: switched off, or without a way to the server. */
export type DisplayState = 'online' | 'new' | 'silent' | 'revoked';

/** How often a display reports, ms. */
export const REPORT_MS = 5000;

/** A display that has missed three reports is silent. */
export const SILENT_AFTER_MS = 3 * REPORT_MS;

/** Whether a display is there, by when it last reported. */
export function displayState(
  display: { revokedAt: Date | null; lastSeenAt: Date | null },
  now: Date,
): DisplayState {
  if (display.revokedAt !== null) return 'revoked';
  if (display.lastSeenAt === null) return 'new';
  return now.getTime() - display.lastSeenAt.getTime() <= SILENT_AFTER_MS ? 'online' : 'silent';
}
