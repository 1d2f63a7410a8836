import type { EnrolmentAnswer } from '../../../shared/contract/displays.ts';
import { loadDevice, makeDevice, NothingKeptError, saveDevice, type Device } from '../../display/device.ts';
import { enrol, enrolmentState, openSession } from '../../display/proof.ts';
import { ApiError } from '../../shell/api.ts';
import { markDisplay } from '../../shell/display-mark.ts';
import { session } from '../../shell/session.svelte.ts';

/** How often a display asks whether its code has been confirmed, ms. */
const POLL_MS = 2_000;
const RETRY_MS = 3_000;

export type EnrolmentView =
  | { kind: 'making-key' | 'enrolled' | 'revoked' | 'no-secure-context' | 'nothing-kept' }
  | { kind: 'signed-in'; name: string }
  /** `until` by the monotonic timer, ms. */
  | { kind: 'waiting'; code: string; until: number };

/** The way of a browser from nothing to a display's session. Goes on by itself, whatever fails. */
export class Enrolment {
  view: EnrolmentView = $state.raw({ kind: 'making-key' });
  /** The last request led nowhere; it is made again. */
  fault: unknown = $state.raw(null);
  now = $state(performance.now());

  readonly #onSession: () => void;
  #run = new AbortController();

  constructor(onSession: () => void) {
    this.#onSession = onSession;
  }

  /** Goes on until there is a session, or nothing more to be done; answers how to stop. */
  start(): () => void {
    this.#begin();
    const clock = setInterval(() => (this.now = performance.now()), 500);
    return () => {
      clearInterval(clock);
      this.#run.abort();
    };
  }

  /** After a revocation: a new key, as a display that has never been one. */
  async startOver(): Promise<void> {
    markDisplay(false);
    await makeDevice();
    this.#begin();
  }

  #begin(): void {
    this.#run.abort();
    this.#run = new AbortController();
    void this.#go(this.#run.signal);
  }

  async #go(signal: AbortSignal): Promise<void> {
    if (!isSecureContext || globalThis.crypto?.subtle === undefined) {
      this.view = { kind: 'no-secure-context' };
      return;
    }
    if (this.#isTaken()) return;
    while (!signal.aborted) {
      try {
        const device = (await loadDevice()) ?? (await makeDevice());
        const ended = await this.#try(device, signal);
        this.fault = null;
        if (ended) return;
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof NothingKeptError) {
          this.view = { kind: 'nothing-kept' };
          return;
        }
        this.fault = error;
        await pause(RETRY_MS * (0.5 + Math.random()), signal);
      }
    }
  }

  /** One round; true when there is nothing more to be done. */
  async #try(device: Device, signal: AbortSignal): Promise<boolean> {
    if (device.displayId === null) {
      const answer = await enrol(device, signal);
      this.fault = null;
      if (answer.state === 'revoked') return this.#end('revoked');
      const displayId =
        answer.state === 'enrolled' ? answer.displayId : await this.#await(device, answer, signal);
      if (displayId !== null) await saveDevice({ ...device, displayId });
      return false;
    }
    try {
      this.view = { kind: 'enrolled' };
      await openSession(device, device.displayId, signal);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === 'display-revoked') return this.#end('revoked');
      if (error.code !== 'display-unknown-display') throw error;
      // The server has forgotten it, as after an older copy of the database was restored: its key begins anew.
      await saveDevice({ ...device, displayId: null });
      return false;
    }
    markDisplay(true);
    await session.refresh();
    if (this.#isTaken()) return true;
    if (session.caller?.kind !== 'display') throw new ApiError(0, 'internal', 'the session was not taken');
    if (!signal.aborted) this.#onSession();
    return true;
  }

  /** Somebody is signed in in this browser: the server would take them for who asks. */
  #isTaken(): boolean {
    if (session.person === null) return false;
    this.view = { kind: 'signed-in', name: session.person.name };
    return true;
  }

  #end(kind: 'revoked'): true {
    this.view = { kind };
    return true;
  }

  /** The display's id once its code is confirmed; null when the code is too old. */
  async #await(
    device: Device,
    { code, seconds }: Extract<EnrolmentAnswer, { state: 'waiting' }>,
    signal: AbortSignal,
  ): Promise<string | null> {
    this.now = performance.now();
    const until = this.now + seconds * 1000;
    this.view = { kind: 'waiting', code, until };
    while (performance.now() < until && !signal.aborted) {
      await pause(POLL_MS, signal);
      try {
        const answer = await enrolmentState(device, code, signal);
        this.fault = null;
        if (answer.state === 'enrolled') return answer.displayId;
        if (answer.state === 'expired') return null;
      } catch (error) {
        // The code holds while the server is away.
        if (!signal.aborted) this.fault = error;
      }
    }
    return null;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
