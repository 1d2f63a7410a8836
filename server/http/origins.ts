/** Names of this machine on its loopback address: one server, whichever of them a person types. */
const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/** Where the pages of this server come from: its public address, and on loopback its other names. */
export function originsOf(publicUrl: string, onLoopback: boolean): string[] {
  if (!onLoopback) return [publicUrl];
  const { protocol, port } = new URL(publicUrl);
  const suffix = port === '' ? '' : `:${port}`;
  return [...new Set([publicUrl, ...LOOPBACK_NAMES.map((name) => `${protocol}//${name}${suffix}`)])];
}
