import type { Server } from 'node:http';

/** Idle connections are looked for this often while a server closes, ms. */
const LOOK_MS = 100;

/**
 * Stops listening and resolves when the requests under way are answered. Node closes connections that are idle at
 * that moment; one that falls idle with its last answer would be kept until its keep-alive time is over.
 */
export async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  const looking = setInterval(() => server.closeIdleConnections(), LOOK_MS);
  await closed;
  clearInterval(looking);
}
