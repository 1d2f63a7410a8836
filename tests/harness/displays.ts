import { webcrypto } from 'node:crypto';
import {
  codeText,
  enrolmentText,
  sessionText,
  type DisplayChallenge,
  type DisplayKey,
  type EnrolmentAnswer,
  type EnrolmentState,
} from '../../shared/contract/displays.ts';

/** A wall display without its screen: a key that cannot be taken out of WebCrypto, and what a device asks with it. */
export class TestDisplay {
  readonly key: DisplayKey;
  readonly #url: string;
  readonly #privateKey: webcrypto.CryptoKey;

  private constructor(url: string, key: DisplayKey, privateKey: webcrypto.CryptoKey) {
    this.#url = url;
    this.key = key;
    this.#privateKey = privateKey;
  }

  static async make(url: string): Promise<TestDisplay> {
    const pair = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
    const { x, y } = await webcrypto.subtle.exportKey('jwk', pair.publicKey);
    return new TestDisplay(url, { kty: 'EC', crv: 'P-256', x: x!, y: y! }, pair.privateKey);
  }

  async sign(text: string): Promise<string> {
    const bytes = await webcrypto.subtle.sign(
      { name: 'ECDSA', hash: 'SHA-256' },
      this.#privateKey,
      new TextEncoder().encode(text),
    );
    return Buffer.from(bytes).toString('base64url');
  }

  /** Posts as a page of `origin` would; of the server's own, where none is named. */
  post(path: string, body: unknown, origin: string | null = this.#url): Promise<Response> {
    return fetch(`${this.#url}/api/displays/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(origin !== null && { origin }) },
      body: JSON.stringify(body),
    });
  }

  async enrol(): Promise<EnrolmentAnswer> {
    const proof = await this.sign(enrolmentText(this.#url, this.key));
    const response = await this.post('enrolments', { publicKey: this.key, proof });
    if (response.status !== 200) throw new Error(`enrolment: ${response.status} ${await response.text()}`);
    return (await response.json()) as EnrolmentAnswer;
  }

  /** The code of a display that waits. */
  async code(): Promise<string> {
    const answer = await this.enrol();
    if (answer.state !== 'waiting') throw new Error(`the display does not wait: ${answer.state}`);
    return answer.code;
  }

  async stateOf(code: string): Promise<EnrolmentState> {
    const response = await this.post('enrolments/state', {
      code,
      proof: await this.sign(codeText(this.#url, code)),
    });
    return (await response.json()) as EnrolmentState;
  }

  async challenge(displayId: string): Promise<string> {
    const response = await this.post('challenges', { displayId });
    if (response.status !== 200) throw new Error(`challenge: ${response.status} ${await response.text()}`);
    return ((await response.json()) as DisplayChallenge).challenge;
  }

  /** Signs a challenge and asks for a session with it. */
  async prove(displayId: string): Promise<Response> {
    const challenge = await this.challenge(displayId);
    const signature = await this.sign(sessionText(this.#url, displayId, challenge));
    return this.post('sessions', { displayId, signature });
  }

  /** The cookie of a new session. */
  async signIn(displayId: string): Promise<string> {
    const response = await this.prove(displayId);
    if (response.status !== 200) throw new Error(`session: ${response.status} ${await response.text()}`);
    return response.headers.getSetCookie()[0]!.split(';')[0]!;
  }
}
