import express from 'express';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { createLog, type Logger } from '../../shared/platform/log.ts';
import { BacklogFullError, StoppingError } from '../services/backlog-gauge.ts';
import { errorMap, RequestError } from './errors.ts';

/** Serves an application that throws, while `use` runs. */
async function serving<T>(error: unknown, use: (url: string, log: Logger) => Promise<T>): Promise<T> {
  const log = createLog('server', 'silent');
  vi.spyOn(log, 'error');
  vi.spyOn(log, 'info');
  const app = express();
  app.get('/named/:name', (_request, response) => void response.send('named'));
  app.get('/begun', (_request, response) => {
    response.write('half');
    throw error;
  });
  app.use(() => {
    throw error;
  });
  app.use(errorMap(log));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, log);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const withCode = (code: string) => Object.assign(new Error('secret of the database'), { code });

describe('an error becomes an answer', () => {
  test.each<[string, unknown, number, string, string | null]>([
    ['a refusal', new RequestError(404, 'unknown-thing', 'no such thing'), 404, 'unknown-thing', null],
    ['a full backlog', new BacklogFullError(7), 429, 'backlog-full', '7'],
    ['a stop', new StoppingError(), 503, 'stopping', '2'],
    ['a refused connection', withCode('ECONNREFUSED'), 503, 'unavailable', '2'],
    ['a name that is not found', withCode('ENOTFOUND'), 503, 'unavailable', '2'],
    ['too many clients', withCode('53300'), 503, 'unavailable', '2'],
    ['a database that stops', withCode('57P01'), 503, 'unavailable', '2'],
    ['a deadlock', withCode('40P01'), 503, 'unavailable', '2'],
    ['a lost connection', new Error('Connection terminated unexpectedly'), 503, 'unavailable', '2'],
    ['a wrong statement', withCode('42601'), 500, 'internal', null],
    ['a fault of ours', new TypeError('x is undefined'), 500, 'internal', null],
    ['a thrown text', 'secret of the database', 500, 'internal', null],
    [
      'what may be shown',
      Object.assign(new Error('shown'), { status: 413, expose: true }),
      413,
      'body-too-large',
      null,
    ],
    ['what may not', Object.assign(new Error('secret'), { status: 400 }), 400, 'bad-request', null],
  ])('%s', async (_what, error, status, code, retryAfter) => {
    await serving(error, async (url, log) => {
      const response = await fetch(url);
      const body = await response.text();
      expect(response.status).toBe(status);
      expect(JSON.parse(body)).toMatchObject({ error: { code } });
      expect(response.headers.get('retry-after')).toBe(retryAfter);
      expect(body).not.toContain('secret');
      expect(log.error).toHaveBeenCalledTimes(status >= 500 ? 1 : 0);
      expect(log.info).toHaveBeenCalledTimes(status >= 500 ? 0 : 1);
    });
  });
});

test('a path that cannot be decoded is the sender’s fault', async () => {
  await serving(new Error('unused'), async (url) => {
    expect((await fetch(`${url}/named/%E0%A4%A`)).status).toBe(400);
  });
});

test('an answer that has begun is cut off, not taken for whole', async () => {
  await serving(new Error('half-way'), async (url) => {
    await expect(fetch(`${url}/begun`).then((response) => response.text())).rejects.toThrow(
      /terminated|fetch failed/,
    );
  });
});

test('a sender that still writes hears why it was refused', async () => {
  await serving(new RequestError(415, 'unsupported-media-type', 'no'), async (url) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    await once(socket, 'connect');
    let heard = '';
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    const ended = once(socket, 'close');
    socket.write(`POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2000000\r\n\r\n`);
    socket.write(Buffer.alloc(2_000_000));
    await ended;
    expect(heard).toContain('415');
    expect(heard).toContain('unsupported-media-type');
  });
});
