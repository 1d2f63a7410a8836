import { Agent, createServer, request, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { closeServer } from './close-server.ts';

test('waits for a request under way, not for its connection to be kept alive', async () => {
  let answer: ServerResponse | undefined;
  const server = createServer({ keepAliveTimeout: 600_000 }, (_request, response) => {
    answer = response;
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true });
  const asked = request({ host: '127.0.0.1', port, agent }).end();
  await once(server, 'request');

  let isClosed = false;
  const closed = closeServer(server).then(() => (isClosed = true));
  expect(isClosed).toBe(false);
  answer!.end('done');
  const [response] = (await once(asked, 'response')) as [NodeJS.ReadableStream];
  response.resume();
  await closed;
  expect(isClosed).toBe(true);
  agent.destroy();
});
