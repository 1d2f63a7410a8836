import type { Completion } from '../../../../shared/contract/completions.ts';
import { findField } from '../../../../shared/domain/targeting/catalogue.ts';
import type { Operator } from '../../../../shared/domain/targeting/condition.ts';
import { api } from '../../../shell/api.ts';
import type { Choice } from '../../../ui/kit/combobox.ts';
import { completionChoice, knownChoices } from './value-choices.ts';

/** Rest after the last letter before the server is asked, ms. */
const REST_MS = 120;

/** Choices shown of those known here, and at most in all. */
const MOST = 30;

/** Proposes values of a field for what is typed: at once those known here, then those the server has seen. */
export class Completions {
  choices: readonly Choice[] = $state.raw([]);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abort: AbortController | null = null;

  search(field: string, op: Operator, typed: string): void {
    this.stop();
    const known = knownChoices(field, op, typed, MOST);
    this.choices = known;
    const prefix = typed.trim();
    // Free text has no values to be known by, and numbers no texts.
    if (field === 'item.description' || op === 'contains' || !isText(field) || prefix.length > 64) return;
    this.#timer = setTimeout(() => void this.#ask(field, prefix, known), REST_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#abort?.abort();
  }

  async #ask(field: string, prefix: string, known: readonly Choice[]): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    try {
      const query = new URLSearchParams({ field, prefix });
      const found = await api.get<Completion[]>(`/api/completions?${query}`, { signal: abort.signal });
      const seen = found.map((completion) => completionChoice(field, completion));
      const values = new Set(seen.map(({ value }) => value));
      this.choices = [...seen, ...known.filter(({ value }) => !values.has(value))].slice(0, MOST);
    } catch {
      // What is known here stays; nothing depends on proposals.
    }
  }
}

function isText(field: string): boolean {
  const type = findField(field)?.type;
  return type === 'text' || type === 'textList' || type === 'any';
}
