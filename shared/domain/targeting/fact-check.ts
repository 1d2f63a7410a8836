import { findField } from './catalogue.ts';
import type { Condition } from './condition.ts';
import { factReader, registeredAtOf, type Fact, type Frame, type Reader } from './facts.ts';
import { isHsField } from './selectivity.ts';

/**
 * The facts that a ruleset's conditions read. An index passes over profiles that would not hold; reading every fact
 * once beforehand keeps it from passing over those that cannot be evaluated.
 */
export class FactCheck {
  readonly #fields = new Set<string>();
  readonly #header: Reader<Fact>[] = [];
  readonly #item: Reader<Fact>[] = [];
  #looksAtItems = false;

  add(condition: Condition): void {
    if ('all' in condition) for (const child of condition.all) this.add(child);
    else if ('any' in condition) for (const child of condition.any) this.add(child);
    else if ('not' in condition) this.add(condition.not);
    else if ('item' in condition) {
      this.#looksAtItems = true;
      this.add(condition.item);
    } else this.#addField(isHsField(condition.field) ? 'item.hsCode' : condition.field);
  }

  /** Throws FactError, or what a declaration of another shape gives rise to, where a fact is not readable. */
  read(frame: Frame): void {
    registeredAtOf(frame);
    for (const read of this.#header) read(frame);
    if (!this.#looksAtItems) return;
    let position = 0;
    for (const item of frame.declaration.items) {
      frame.hold(item, position++);
      for (const read of this.#item) read(frame);
    }
  }

  #addField(field: string): void {
    if (this.#fields.has(field)) return;
    this.#fields.add(field);
    const read = factReader(field);
    if (read) (findField(field)?.place === 'item' ? this.#item : this.#header).push(read);
  }
}
