import { createServer } from 'node:net';

function listens(port: number, host: string): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.unref();
    server.once('error', () => resolve(null));
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      const got = typeof address === 'object' && address !== null ? address.port : null;
      server.close(() => resolve(got));
    });
  });
}

/** A TCP port that is free on the loopback address at this moment. */
export async function freePort(): Promise<number> {
  const port = await listens(0, '127.0.0.1');
  if (port === null) throw new Error('no free port on 127.0.0.1');
  return port;
}

/** The first free port from `first` on, looking at `count` of them; null where all are taken. */
export async function firstFreePort(
  first: number,
  count: number,
  host = '127.0.0.1',
): Promise<number | null> {
  for (let port = first; port < first + count && port <= 65_535; port++) {
    if ((await listens(port, host)) !== null) return port;
  }
  return null;
}
