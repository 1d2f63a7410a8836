import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { agentFor, hostOf, privateAddressList, resolveName, type Resolve } from './target.ts';
import { signWebhook } from './sign.ts';

/** A whole attempt, from the name to the last byte of the answer, ms. */
const TIMEOUT_MS = 10_000;

/** Bytes of an answer that are waited for; nothing of it is looked at. */
const MAX_ANSWER = 64 * 1024;

/** One message to one receiver. */
export interface WebhookMessage {
  /** The same at every attempt: by it receivers know a message that they have had. */
  id: string;
  url: string;
  secret: string;
  /** JSON. */
  body: string;
}

export type WebhookError =
  /** The address is private, or not reached by TLS, and is not among those allowed. */
  | 'address-refused'
  | 'name-not-found'
  | 'unreachable'
  | 'certificate-refused'
  | 'timed-out'
  /** Redirects are not followed. */
  | 'redirected'
  | 'status'
  | 'answer-too-large';

export type WebhookOutcome =
  { ok: true; status: number } | { ok: false; status: number | null; error: WebhookError };

export type SendWebhook = (message: WebhookMessage) => Promise<WebhookOutcome>;

/** Sends signed messages, to public addresses by TLS and to the private ones that are allowed. Never throws. */
export function createWebhookSender(options: {
  privateAddresses: readonly string[];
  resolve?: Resolve;
  timeoutMs?: number;
}): SendWebhook {
  const allowed = privateAddressList(options.privateAddresses);
  const { resolve = resolveName, timeoutMs = TIMEOUT_MS } = options;
  return async ({ id, url: text, secret, body }) => {
    const limit = AbortSignal.timeout(timeoutMs);
    try {
      const url = new URL(text);
      const addresses = await Promise.race([resolve(hostOf(url)), rejectedBy(limit)]);
      const agent = agentFor(url, addresses, allowed);
      if (agent === null) return { ok: false, status: null, error: 'address-refused' };
      const headers = {
        ...signWebhook(secret, id, body, new Date()),
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Tidewaiter',
      };
      const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
      const answer = await new Promise<IncomingMessage>((answered, failed) => {
        const request = send(url, { method: 'POST', headers, agent, signal: limit }, answered);
        request.once('error', failed);
        request.end(body);
      });
      return await outcomeOf(answer);
    } catch (error) {
      return { ok: false, status: null, error: limit.aborted ? 'timed-out' : errorOf(error) };
    }
  };
}

async function outcomeOf(answer: IncomingMessage): Promise<WebhookOutcome> {
  const status = answer.statusCode ?? 0;
  let size = 0;
  for await (const chunk of answer) {
    size += (chunk as Buffer).length;
    // Leaving the loop ends the connection.
    if (size > MAX_ANSWER) return { ok: false, status, error: 'answer-too-large' };
  }
  if (status >= 200 && status < 300) return { ok: true, status };
  return { ok: false, status, error: status >= 300 && status < 400 ? 'redirected' : 'status' };
}

function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(new Error('timed out')), { once: true }),
  );
}

function errorOf(error: unknown): WebhookError {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (/is not allowed/.test(String(message))) return 'address-refused';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'name-not-found';
  if (/^(ERR_TLS|CERT_|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|ERR_SSL)/.test(String(code)))
    return 'certificate-refused';
  return 'unreachable';
}
