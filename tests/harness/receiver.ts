import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** A message as it arrived. */
export interface Received {
  headers: Record<string, string>;
  body: string;
}

/** A receiver of webhooks on the loopback address, which answers as it is told. */
export interface Receiver {
  url: string;
  port: number;
  received: Received[];
  /** Answers the next message; 204 where it is not set. */
  answer: (message: Received) => { status: number; headers?: Record<string, string> } | 'never';
  stop(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const server: Server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += (chunk as Buffer).toString();
    const message = { headers: textOf(request.headers), body };
    receiver.received.push(message);
    const answer = receiver.answer(message);
    if (answer !== 'never') response.writeHead(answer.status, answer.headers).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    received: [],
    answer: () => ({ status: 204 }),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}

function textOf(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
