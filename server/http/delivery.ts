import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { MAX_ARRAY } from '../../shared/contract/intake.ts';
import type { Lodged } from '../services/intake.service.ts';
import { RequestError } from './errors.ts';

/** Longest JSON body, bytes: it is parsed in one go, while boards wait. */
const MAX_BODY = 8 * 1024 * 1024;

/** Longest line of an NDJSON body, bytes: a declaration of 999 items with room to spare. */
const MAX_LINE = 4 * 1024 * 1024;

/** A declaration nests four deep; what nests deeper than this is none, and costs much to parse. */
const MAX_DEPTH = 32;

/** Bodies and lines above this size are looked at before they are parsed, bytes. */
const LARGE = 64 * 1024;

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
  const contentType = (request.headers['content-type'] ?? '').toLowerCase();
  const type = contentType.split(';')[0]!.trim();
  const charset = /;\s*charset="?([^";\s]+)/.exec(contentType)?.[1];
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') {
    throw new RequestError(
      415,
      'unsupported-charset',
      `the charset "${charset}" is not supported; send UTF-8`,
    );
  }
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
  if (nestsTooDeep(bytes)) throw new RequestError(400, 'too-deep', `the body nests deeper than ${MAX_DEPTH}`);
  let body: unknown;
  try {
    body = JSON.parse(withoutMark(bytes.toString('utf8')));
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

/** Some systems put a byte order mark before UTF-8. */
function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** Whether a large JSON text nests deeper than any declaration; small ones are cheap to parse as they are. */
function nestsTooDeep(json: Buffer): boolean {
  if (json.length < LARGE) return false;
  let depth = 0;
  let inText = false;
  for (let i = 0; i < json.length; i++) {
    const byte = json[i]!;
    if (inText) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) {
      inText = true;
    } else if (byte === OPEN_BRACKET || byte === OPEN_BRACE) {
      if (++depth > MAX_DEPTH) return true;
    } else if (byte === CLOSE_BRACKET || byte === CLOSE_BRACE) {
      depth--;
    }
  }
  return false;
}

const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

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
  if (nestsTooDeep(line)) return { unreadable: `the line nests deeper than ${MAX_DEPTH}` };
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { unreadable: `the line is no JSON: ${(error as Error).message}` };
  }
}
