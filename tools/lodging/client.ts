import { ReadableStream } from 'node:stream/web';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FindingRow, FindingsReceipt } from '../../shared/contract/findings.ts';
import { MAX_ARRAY, type ErrorBody, type IntakeReceipt } from '../../shared/contract/intake.ts';

/** The server says no and would say so again: a faulty request, not a passing state. */
export class LodgingRefusedError extends Error {
  override name = 'LodgingRefusedError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The server could not be reached, or stayed overloaded, for as long as the client was told to be patient. */
export class LodgingUnavailableError extends Error {
  override name = 'LodgingUnavailableError';
}

/** Why the client waits before it tries again. */
export interface Wait {
  reason: 'backlog-full' | 'unavailable' | 'unreachable';
  message: string;
  /** Milliseconds until the next attempt. */
  milliseconds: number;
  attempt: number;
}

export interface LodgingClientOptions {
  /** Address of a server, as `http://127.0.0.1:3000`. */
  url: string;
  /** Key of the lodging system; without one the server refuses. */
  key?: string | undefined;
  /** How long to go on trying one request that meets only passing failures, ms. Default five minutes. */
  patienceMs?: number;
  /** How long one attempt may take, ms. Default two minutes. */
  attemptMs?: number;
  /** Ends waiting and requests under way. */
  signal?: AbortSignal;
  onWait?: (wait: Wait) => void;
  /** For tests: waits, draws jitter in [0, 1) and tells the time in ms. */
  wait?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  jitter?: () => number;
  now?: () => number;
}

/** A lodging system's side of `POST /api/declarations` and `POST /api/findings`. Trying again is always safe: duplicates are recognised. */
export interface LodgingClient {
  /** Lodges up to 1,000 declarations in one request. */
  lodge(declarations: readonly unknown[]): Promise<IntakeReceipt>;
  /** Lodges any number as NDJSON, streamed; `open` gives them anew for every attempt. */
  lodgeStream(open: () => Iterable<unknown> | AsyncIterable<unknown>): Promise<IntakeReceipt>;
  /** Takes unknown customs houses in under the district "unassigned"; answers those that were new. */
  registerHouses(codes: readonly string[]): Promise<string[]>;
  /** Records up to 500 findings in one request. */
  recordFindings(findings: readonly FindingRow[]): Promise<FindingsReceipt>;
}

const FIRST_BACKOFF_MS = 250;
const LONGEST_BACKOFF_MS = 10_000;
const PASSING_STATUS = new Set([500, 502, 503, 504]);

/** Seconds or an HTTP date (RFC 9110, 10.2.3) as milliseconds from `now`; null for anything else. */
export function parseRetryAfter(header: string | null, now: number): number | null {
  if (header === null || header.trim() === '') return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/** Grows from 0.25 s to 10 s, the second half of it drawn, so that many clients do not come back together. */
export function backoff(attempt: number, jitter: number): number {
  const full = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempt - 1));
  return Math.round(full * (0.5 + jitter / 2));
}

export function createLodgingClient(options: LodgingClientOptions): LodgingClient {
  const { signal, onWait, patienceMs = 300_000, attemptMs = 120_000 } = options;
  const wait = options.wait ?? ((ms, stop) => sleep(ms, undefined, stop ? { signal: stop } : {}));
  const jitter = options.jitter ?? Math.random;
  const now = options.now ?? Date.now;
  const address = (path: string): string => new URL(path, options.url).href;

  async function post(path: string, type: string, body: () => BodyInit): Promise<unknown> {
    const began = now();
    for (let attempt = 1; ; attempt++) {
      signal?.throwIfAborted();
      const outcome = await attemptPost(path, type, body());
      if ('answer' in outcome) return outcome.answer;
      const milliseconds = outcome.retryAfterMs ?? backoff(attempt, jitter());
      if (now() + milliseconds - began > patienceMs) {
        throw new LodgingUnavailableError(`${address(path)}: ${outcome.message} (${attempt} attempts)`);
      }
      onWait?.({ reason: outcome.reason, message: outcome.message, milliseconds, attempt });
      await wait(milliseconds, signal);
    }
  }

  async function attemptPost(path: string, type: string, body: BodyInit): Promise<Outcome> {
    const deadline = AbortSignal.timeout(attemptMs);
    const request: RequestInit & { duplex?: 'half' } = {
      method: 'POST',
      headers: {
        'content-type': type,
        ...(options.key !== undefined && { authorization: `Bearer ${options.key}` }),
      },
      body,
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    };
    if (body instanceof ReadableStream) request.duplex = 'half';
    let response: Response;
    let text: string;
    try {
      response = await fetch(address(path), request);
      text = await response.text();
    } catch (error) {
      signal?.throwIfAborted();
      return { reason: 'unreachable', message: causeOf(error), retryAfterMs: null };
    }
    if (response.ok) return { answer: JSON.parse(text) };
    const { code, message } = errorOf(response.status, text);
    const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), now());
    if (response.status === 429) return { reason: 'backlog-full', message, retryAfterMs };
    if (PASSING_STATUS.has(response.status)) return { reason: 'unavailable', message, retryAfterMs };
    throw new LodgingRefusedError(response.status, code, message);
  }

  return {
    async lodge(declarations) {
      if (declarations.length > MAX_ARRAY) {
        throw new RangeError(`at most ${MAX_ARRAY} declarations in one request, not ${declarations.length}`);
      }
      const body = JSON.stringify(declarations);
      return (await post('/api/declarations', 'application/json', () => body)) as IntakeReceipt;
    },
    async lodgeStream(open) {
      const body = (): BodyInit => ReadableStream.from(encodeLines(open())) as unknown as BodyInit;
      return (await post('/api/declarations', 'application/x-ndjson', body)) as IntakeReceipt;
    },
    async recordFindings(findings) {
      const body = JSON.stringify({ findings });
      return (await post('/api/findings', 'application/json', () => body)) as FindingsReceipt;
    },
    async registerHouses(codes) {
      const registered: string[] = [];
      for (let at = 0; at < codes.length; at += 1000) {
        const houses = codes.slice(at, at + 1000).map((code) => ({ code }));
        const body = JSON.stringify({ houses, district: 'unassigned' });
        const answer = await post('/api/places/houses', 'application/json', () => body);
        registered.push(...(answer as { registered: string[] }).registered);
      }
      return registered;
    },
  };
}

type Outcome = { answer: unknown } | { reason: Wait['reason']; message: string; retryAfterMs: number | null };

function errorOf(status: number, text: string): { code: string; message: string } {
  try {
    const { error } = JSON.parse(text) as ErrorBody;
    return { code: error.code, message: error.message };
  } catch {
    return { code: `http-${status}`, message: `answered ${status}` };
  }
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  return cause.message || ('code' in cause ? String(cause.code) : cause.name);
}

/** Lines gathered into chunks of about 64 kB, so that a stream costs few writes. */
async function* encodeLines(values: Iterable<unknown> | AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = '';
  for await (const value of values) {
    text += `${JSON.stringify(value)}\n`;
    if (text.length >= 65_536) {
      yield encoder.encode(text);
      text = '';
    }
  }
  if (text) yield encoder.encode(text);
}
