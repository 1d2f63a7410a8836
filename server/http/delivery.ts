import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { MAX_ARRAY } from '../../shared/contract/intake.ts';
import type { Lodged } from '../services/intake.service.ts';
import { RequestError } from './errors.ts';

/** Longest JSON body, bytes. */
const MAX_BODY = 32 * 1024 * 1024;

/** Longest line of an NDJSON body, bytes: a declaration of 999 items with room to spare. */
const MAX_LINE = 4 * 1024 * 1024;

const NEWLINE = 0x0a;

/** Reads the declarations of a request by its content type; throws a RequestError for 400, 413 and 415. */
export async function readDelivery(request: IncomingMessage): Promise<AsyncIterable<Lodged> | Lodged[]> {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw new RequestError(
      415,
      'unsupported-encoding',
      `the content encoding "${encoding}" is not supported`,
    );
  }
  const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  switch (type) {
    case 'application/json':
      return readJson(request);
    case 'application/x-ndjson':
    case 'application/ndjson':
    case 'application/jsonl':
      return readLines(chunksOf(request));
    default:
      throw new RequestError(
        415,
        'unsupported-media-type',
        'send declarations as application/json (one, or an array) or application/x-ndjson (one a line)',
      );
  }
}

/** The body's chunks; leaving the loop early keeps the connection, so that the request can still be answered. */
function chunksOf(request: IncomingMessage): AsyncIterable<Buffer> {
  return request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
}

async function readJson(request: IncomingMessage): Promise<Lodged[]> {
  const tooLarge = () =>
    new RequestError(413, 'body-too-large', `a JSON body has at most ${MAX_BODY} bytes; send more as NDJSON`);
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunksOf(request)) {
    size += chunk.length;
    if (size > MAX_BODY) throw tooLarge();
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  if (!isUtf8(bytes)) throw new RequestError(400, 'not-utf8', `the body is no UTF-8`);
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new RequestError(400, 'not-json', `the body is no JSON: ${(error as Error).message}`);
  }
  if (!Array.isArray(body)) return [{ value: body }];
  if (body.length > MAX_ARRAY) {
    throw new RequestError(
      413,
      'array-too-long',
      `an array has at most ${MAX_ARRAY} declarations; send more as NDJSON`,
    );
  }
  return body.map((value: unknown) => ({ value }));
}

/** Yields the declarations of an NDJSON body as it arrives; a faulty line is named and does not end the delivery. */
export async function* readLines(body: AsyncIterable<Buffer>): AsyncGenerator<Lodged> {
  /** Beginning of a line whose end has not arrived; null once it is too long to be kept. */
  let begun: Buffer[] | null = [];
  let begunSize = 0;
  for await (const chunk of body) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      const rest = chunk.subarray(from, at);
      from = at + 1;
      const overlong = begun === null || begunSize + rest.length > MAX_LINE;
      const line: Buffer = begun === null || begun.length === 0 ? rest : Buffer.concat([...begun, rest]);
      begun = [];
      begunSize = 0;
      const lodged = overlong ? OVERLONG : toLodged(line);
      if (lodged !== null) yield lodged;
    }
    begunSize += chunk.length - from;
    if (begunSize > MAX_LINE) begun = null;
    else if (from < chunk.length) begun?.push(chunk.subarray(from));
  }
  const last = begun === null ? OVERLONG : toLodged(Buffer.concat(begun));
  if (last !== null) yield last;
}

const OVERLONG: Lodged = { unreadable: `the line has more than ${MAX_LINE} bytes` };

/** A line's declaration; null for a blank line. */
function toLodged(line: Buffer): Lodged | null {
  // Decoding would put U+FFFD for what it cannot read, and profiles would look for the names in vain.
  if (!isUtf8(line)) return { unreadable: 'the line is no UTF-8' };
  const text = line.toString('utf8').trim();
  if (text === '') return null;
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { unreadable: `the line is no JSON: ${(error as Error).message}` };
  }
}
