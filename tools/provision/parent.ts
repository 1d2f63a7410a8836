/**
 * Calls `onGone` when the process that started this one ends, however it ends: it holds the other end of the
 * channel between the two. Without a channel it does nothing.
 */
export function watchParent(onGone: () => void): void {
  if (!process.connected) return;
  process.once('disconnect', onGone);
  process.channel?.unref();
}
