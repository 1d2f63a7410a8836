import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Lodged } from '../services/intake.service.ts';
import { readDelivery, readLines } from './delivery.ts';

async function* inChunks(chunks: Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}

async function lines(...chunks: (string | Buffer)[]): Promise<Lodged[]> {
  const lodged: Lodged[] = [];
  for await (const one of readLines(inChunks(chunks.map((chunk) => Buffer.from(chunk))))) lodged.push(one);
  return lodged;
}

/** The bytes cut at the places given. */
function cut(bytes: Buffer, places: number[]): Buffer[] {
  const at = [
    0,
    ...places.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b),
    bytes.length,
  ];
  return at.slice(1).map((end, i) => bytes.subarray(at[i], end));
}

const OVERLONG = { unreadable: expect.stringContaining('more than') };

describe('lines', () => {
  test('are the same however the bytes are split', async () => {
    const line = fc.oneof(
      fc.json(),
      fc.constantFrom('', ' ', '\r', '{"名":"上海😀"}', '{"broken":', '"\u2028"'),
      fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\n', '')),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 12 }),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.array(fc.nat(), { maxLength: 20 }),
        async (all, separator, ended, places) => {
          const bytes = Buffer.from(all.join(separator) + (ended ? separator : ''));
          const expected = bytes
            .toString()
            .split('\n')
            .map((text) => text.trim())
            .filter((text) => text !== '')
            .map((text) => {
              try {
                return { value: JSON.parse(text) as unknown };
              } catch {
                return { unreadable: expect.stringContaining('no JSON') };
              }
            });
          expect(await lines(...cut(bytes, places))).toEqual(expected);
        },
      ),
    );
  });

  test('may be blank, and end as on Windows or not at all', async () => {
    expect(await lines('\n1\r\n\r\n \n2\n\n3')).toEqual([{ value: 1 }, { value: 2 }, { value: 3 }]);
  });

  test('none are none', async () => {
    expect(await lines()).toEqual([]);
    expect(await lines('', '\n')).toEqual([]);
  });

  test.each([
    ['in one chunk', (bytes: Buffer) => [bytes]],
    [
      'in many',
      (bytes: Buffer) =>
        cut(
          bytes,
          Array.from({ length: 100 }, (_, i) => i * 65_536),
        ),
    ],
  ])('too long are named and let the next one through, %s', async (_how, split) => {
    const long = `"${'x'.repeat(4 * 1024 * 1024)}"`;
    expect(await lines(...split(Buffer.from(`1\n${long}\n2\n${long}`)))).toEqual([
      { value: 1 },
      OVERLONG,
      { value: 2 },
      OVERLONG,
    ]);
  });

  test('of exactly the longest length are read', async () => {
    const longest = `"${'x'.repeat(4 * 1024 * 1024 - 2)}"`;
    expect(await lines(`${longest}\n1`)).toEqual([{ value: JSON.parse(longest) }, { value: 1 }]);
  });

  test('in another encoding are faults, not text with holes', async () => {
    const gbk = Buffer.from([0x22, 0xc9, 0xcf, 0xba, 0xa3, 0x22, 0x0a]);
    expect(await lines(gbk, '1')).toEqual([{ unreadable: 'the line is no UTF-8' }, { value: 1 }]);
  });
});

function request(headers: Record<string, string>, body: string | Buffer): IncomingMessage {
  const message = new IncomingMessage(new Socket());
  Object.assign(message.headers, headers);
  message.push(body);
  message.push(null);
  return message;
}

const json = (body: string | Buffer, headers: Record<string, string> = {}) =>
  readDelivery(request({ 'content-type': 'application/json', ...headers }, body));

describe('a delivery', () => {
  test('in JSON is one or many', async () => {
    expect(await json('{"a":1}')).toEqual([{ value: { a: 1 } }]);
    expect(await json('[1,2]', { 'content-type': 'Application/JSON; charset=utf-8' })).toEqual([
      { value: 1 },
      { value: 2 },
    ]);
    expect(await json('[]')).toEqual([]);
  });

  test.each(['application/x-ndjson', 'application/ndjson', 'application/jsonl'])(
    'may be %s',
    async (type) => {
      const found: Lodged[] = [];
      for await (const one of await readDelivery(request({ 'content-type': type }, '1\n2'))) found.push(one);
      expect(found).toEqual([{ value: 1 }, { value: 2 }]);
    },
  );

  test.each<[string, () => Promise<unknown>, number, string]>([
    ['no JSON', () => json('{'), 400, 'not-json'],
    ['nothing', () => json(''), 400, 'not-json'],
    ['another encoding', () => json(Buffer.from([0x22, 0xc9, 0xcf, 0x22])), 400, 'not-utf8'],
    ['a long array', () => json(`[${'1,'.repeat(1000)}1]`), 413, 'array-too-long'],
    ['a size that says too much', () => json('1', { 'content-length': '33554433' }), 413, 'body-too-large'],
    ['a body that is too much', () => json(Buffer.alloc(33_554_433, 0x20)), 413, 'body-too-large'],
    ['a packed body', () => json('1', { 'content-encoding': 'gzip' }), 415, 'unsupported-encoding'],
    ['another type', () => json('1', { 'content-type': 'text/plain' }), 415, 'unsupported-media-type'],
    ['no type', () => readDelivery(request({}, '1')), 415, 'unsupported-media-type'],
  ])('of %s is refused', async (_what, delivery, status, code) => {
    await expect(delivery()).rejects.toMatchObject({ name: 'RequestError', status, code });
  });
});
