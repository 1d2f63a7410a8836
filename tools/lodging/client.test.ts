import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  backoff,
  createLodgingClient,
  LodgingRefusedError,
  LodgingUnavailableError,
  parseRetryAfter,
  type LodgingClientOptions,
  type Wait,
} from './client.ts';

type Handler = (request: IncomingMessage, body: string, response: ServerResponse) => void;

const RECEIPT = {
  batchId: 'b1',
  batchIds: ['b1'],
  accepted: 2,
  duplicates: 0,
  amended: 0,
  rejected: [],
  rejectedTotal: 0,
};

let server: Server | null = null;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

/** A server that answers each request with the next handler; the last one stays. */
async function serve(...handlers: Handler[]): Promise<string> {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const handler = handlers.length > 1 ? handlers.shift() : handlers[0];
      handler?.(request, Buffer.concat(chunks).toString(), response);
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const answer =
  (status: number, body: unknown, headers: Record<string, string> = {}): Handler =>
  (_request, _body, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
const error = (code: string) => ({ error: { code, message: `${code} it is` } });
const hangUp: Handler = (request) => request.socket.destroy();

/** A client that does not really wait; `waits` holds what it would have waited for. */
function client(url: string, options: Partial<LodgingClientOptions> = {}) {
  const waits: Wait[] = [];
  let time = 0;
  const made = createLodgingClient({
    url,
    wait: async (ms) => void (time += ms),
    jitter: () => 1,
    now: () => time,
    onWait: (wait) => waits.push(wait),
    ...options,
  });
  return { waits, lodge: made.lodge, lodgeStream: made.lodgeStream, registerHouses: made.registerHouses };
}

describe('lodge', () => {
  it('posts an array as JSON and answers the receipt', async () => {
    const seen: unknown[] = [];
    const url = await serve((request, body, response) => {
      seen.push(request.method, request.url, request.headers['content-type'], JSON.parse(body));
      answer(202, RECEIPT)(request, body, response);
    });
    expect(await client(url).lodge([{ a: 1 }, { b: 2 }])).toEqual(RECEIPT);
    expect(seen).toEqual(['POST', '/api/declarations', 'application/json', [{ a: 1 }, { b: 2 }]]);
  });

  it('waits as long as Retry-After says while the backlog is full', async () => {
    const url = await serve(answer(429, error('backlog-full'), { 'retry-after': '3' }), answer(202, RECEIPT));
    const { lodge, waits } = client(url);
    expect(await lodge([1])).toEqual(RECEIPT);
    expect(waits).toEqual([
      { reason: 'backlog-full', message: 'backlog-full it is', milliseconds: 3000, attempt: 1 },
    ]);
  });

  it('comes back with growing waits after 503 and broken connections, with the same body', async () => {
    const bodies: string[] = [];
    const url = await serve(
      answer(503, error('unavailable')),
      hangUp,
      answer(502, 'no json of ours'),
      (request, body, response) => {
        bodies.push(body);
        answer(202, RECEIPT)(request, body, response);
      },
    );
    const { lodge, waits } = client(url);
    expect(await lodge([{ no: 1 }])).toEqual(RECEIPT);
    expect(waits.map(({ reason, milliseconds }) => [reason, milliseconds])).toEqual([
      ['unavailable', 250],
      ['unreachable', 500],
      ['unavailable', 1000],
    ]);
    expect(bodies).toEqual(['[{"no":1}]']);
  });

  it('treats an attempt that takes too long as unreachable', async () => {
    const url = await serve(() => {}, answer(202, RECEIPT));
    const { lodge, waits } = client(url, { attemptMs: 50 });
    expect(await lodge([1])).toEqual(RECEIPT);
    expect(waits.map(({ reason }) => reason)).toEqual(['unreachable']);
  });

  it.each([400, 404, 413, 415])('does not try again after %i', async (status) => {
    const url = await serve(answer(status, error('refused')));
    const { lodge, waits } = client(url);
    const failure = await lodge([1]).catch((caught: unknown) => caught);
    expect(failure).toBeInstanceOf(LodgingRefusedError);
    expect(failure).toMatchObject({ status, code: 'refused', message: 'refused it is' });
    expect(waits).toEqual([]);
  });

  it('gives up when its patience ends, and says how often it tried', async () => {
    const url = await serve(answer(503, error('unavailable'), { 'retry-after': '4' }));
    const { lodge, waits } = client(url, { patienceMs: 10_000 });
    const failure = await lodge([1]).catch((caught: unknown) => caught);
    expect(failure).toBeInstanceOf(LodgingUnavailableError);
    expect(String(failure)).toContain('3 attempts');
    expect(waits).toHaveLength(2);
  });

  it('stops waiting when it is told to', async () => {
    const url = await serve(answer(503, error('unavailable')));
    const stop = new AbortController();
    const { lodge } = client(url, { signal: stop.signal, onWait: () => stop.abort() });
    await expect(lodge([1])).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('refuses more than an array may hold', async () => {
    const { lodge } = client('http://127.0.0.1:9');
    await expect(lodge(Array.from({ length: 1001 }, () => 1))).rejects.toThrow(RangeError);
  });
});

describe('lodgeStream', () => {
  it('streams lines, and anew for every attempt', async () => {
    const lines: string[][] = [];
    const url = await serve(answer(503, error('unavailable')), (request, body, response) => {
      lines.push([request.headers['content-type'] ?? '', ...body.trimEnd().split('\n')]);
      answer(202, RECEIPT)(request, body, response);
    });
    let opened = 0;
    const { lodgeStream } = client(url);
    const receipt = await lodgeStream(function* () {
      opened++;
      yield { n: 1 };
      yield { n: 2 };
    });
    expect(receipt).toEqual(RECEIPT);
    expect(opened).toBe(2);
    expect(lines).toEqual([['application/x-ndjson', '{"n":1}', '{"n":2}']]);
  });
});

describe('registerHouses', () => {
  it('sends at most 1,000 codes at once and gathers the new ones', async () => {
    const sizes: number[] = [];
    const url = await serve((request, body, response) => {
      const { houses, district } = JSON.parse(body) as { houses: { code: string }[]; district: string };
      expect([request.url, district]).toEqual(['/api/places/houses', 'unassigned']);
      sizes.push(houses.length);
      answer(200, { registered: [houses[0]?.code] })(request, body, response);
    });
    const codes = Array.from({ length: 1500 }, (_, n) => `H${n}`);
    expect(await client(url).registerHouses(codes)).toEqual(['H0', 'H1000']);
    expect(sizes).toEqual([1000, 500]);
  });
});

describe('waits', () => {
  it.each([
    ['2', 2000],
    ['0.5', 500],
    ['Thu, 01 Jan 1970 00:00:30 GMT', 20_000],
    ['Thu, 01 Jan 1970 00:00:01 GMT', 0],
    ['soon', null],
    ['', null],
    [null, null],
  ])('reads Retry-After %j as %j ms', (header, expected) => {
    expect(parseRetryAfter(header, 10_000)).toBe(expected);
  });

  it('grows to ten seconds and draws half of it', () => {
    expect([1, 2, 3, 7, 60].map((attempt) => backoff(attempt, 1))).toEqual([250, 500, 1000, 10_000, 10_000]);
    expect(backoff(7, 0)).toBe(5000);
  });
});
