import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import express from 'express';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { endSlowBodies, slownessOf, type BodyPace } from './slow-bodies.ts';

const PACE: BodyPace = { lookEveryMs: 15_000, leastBytes: 1024, wholeWithinMs: 120_000 };
const WAIT = { interval: 1, timeout: 15_000 };

describe('a body', () => {
  const progress = { bytes: 5000, unread: 0, openForMs: 1000, stream: false };
  test.each([
    ['comes well', {}, false],
    ['brings too little', { bytes: 1023 }, true],
    ['brings just enough', { bytes: 1024 }, false],
    ['waits for us to read', { bytes: 0, unread: 1 }, false],
    ['takes too long', { openForMs: 120_000 }, true],
    ['takes long as we do not read', { openForMs: 120_000, unread: 1 }, false],
    ['is a stream and takes long', { openForMs: 3600_000, stream: true }, false],
    ['is a stream and brings too little', { bytes: 0, stream: true }, true],
  ])('that %s', (_what, changes, slow) => {
    expect(slownessOf({ ...progress, ...changes }, PACE) !== null).toBe(slow);
  });
});

describe('a server', () => {
  let server: Server;
  let received: number;
  let gone: Promise<unknown>;

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const app = express();
    app.use(endSlowBodies(PACE));
    gone = new Promise((resolve) => {
      app.post('/', async (request, response) => {
        received = 0;
        try {
          for await (const chunk of request) received += (chunk as Buffer).length;
          response.send(`${received} bytes`);
        } catch (error) {
          resolve(error);
        }
      });
    });
    server = createServer(app).listen(0);
    await once(server, 'listening');
  });
  afterEach(() => {
    vi.useRealTimers();
    server.closeAllConnections();
    server.close();
  });

  async function begin(type: string): Promise<{ socket: Socket; answer: () => string }> {
    const socket = connect((server.address() as AddressInfo).port);
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    received = -1;
    socket.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: 1000000\r\n\r\n`);
    await vi.waitUntil(() => received === 0, WAIT);
    return { socket, answer: () => answer };
  }

  async function send(socket: Socket, bytes: number): Promise<void> {
    const before = received;
    socket.write('x'.repeat(bytes));
    await vi.waitUntil(() => received === before + bytes, WAIT);
  }

  test.each(['application/json', 'application/x-ndjson'])(
    'ends %s that trickles, and says why',
    async (type) => {
      const { socket, answer } = await begin(type);
      await send(socket, 5000);
      vi.advanceTimersByTime(15_000);
      await send(socket, 100);
      vi.advanceTimersByTime(15_000);
      await once(socket, 'close');
      expect(answer()).toMatch(/^HTTP\/1.1 408 /);
      expect(answer()).toContain('"code":"too-slow"');
      expect(await gone).toBeInstanceOf(Error);
    },
  );

  test('lets a stream go on for long, as long as it comes', async () => {
    const { socket, answer } = await begin('application/x-ndjson');
    for (let i = 0; i < 40; i++) {
      await send(socket, 1100);
      vi.advanceTimersByTime(15_000);
    }
    socket.write('x'.repeat(1_000_000 - received));
    await vi.waitUntil(() => answer().includes('1000000 bytes'), WAIT);
    expect(answer()).toMatch(/^HTTP\/1.1 200 /);
    socket.destroy();
  });
});
