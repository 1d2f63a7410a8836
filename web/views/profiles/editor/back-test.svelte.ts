import type { BackTestRequest, BackTestResult } from '../../../../shared/contract/back-tests.ts';
import { api } from '../../../shell/api.ts';

/** Rest after the last change before the question goes out, ms: who types on asks nothing. */
const REST_MS = 150;

/** Asks what an unsaved profile would have done, one question at a time: a new one ends the one before. */
export class BackTest {
  /** The last answer, whether or not it is that of the last question. */
  result: BackTestResult | null = $state.raw(null);
  /** Why the last question has no answer. */
  error: unknown = $state.raw(null);
  counting = $state(false);
  /** The question that `result` answers. */
  answered: BackTestRequest | null = $state.raw(null);

  #asked = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abort: AbortController | null = null;

  /** True where what is shown does not answer the question of now. */
  readonly outdated = $derived(this.counting || this.error !== null);

  /** Asks, unless just this was asked last; null: there is nothing sound to ask. */
  ask(request: BackTestRequest | null): void {
    const asked = request === null ? '' : JSON.stringify(request);
    if (asked === this.#asked) return;
    this.#asked = asked;
    this.stop();
    if (request === null) return;
    this.error = null;
    this.counting = true;
    this.#timer = setTimeout(() => void this.#send(request), REST_MS);
  }

  /** Asks the same again. */
  again(request: BackTestRequest | null): void {
    this.#asked = '';
    this.ask(request);
  }

  /** Ends the question under way. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#abort?.abort();
    this.#abort = null;
    this.counting = false;
  }

  async #send(request: BackTestRequest): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    try {
      const result = await api.post<BackTestResult>('/api/back-tests', request, { signal: abort.signal });
      if (abort.signal.aborted) return;
      this.result = result;
      this.answered = request;
    } catch (error) {
      if (abort.signal.aborted) return;
      this.error = error;
    }
    this.counting = false;
  }
}
