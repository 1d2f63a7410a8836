import type { Anchor } from './anchor.ts';
import { findField } from './catalogue.ts';
import { attributeReader, NUMBER_READERS, TEXT_READERS, textOf, type Frame, type Reader } from './facts.ts';

type Value = string | number | boolean;

/** Entries by the values of one field. */
interface FieldIndex<T> {
  read: Reader<Value>;
  entries: Map<Value, T[]>;
}

/** A node of the tree over HS digits: entries of the prefix that leads here, and the ten next digits. */
interface HsNode<T> {
  entries: T[] | null;
  next: (HsNode<T> | undefined)[];
}

function hsNode<T>(): HsNode<T> {
  return { entries: null, next: new Array<HsNode<T> | undefined>(10).fill(undefined) };
}

/**
 * Finds the entries one of whose anchors a declaration shows, without touching the others. An entry may be visited
 * more than once. Other kinds of anchor (ranges, shared predicates) take their place beside these two.
 */
export class AnchorIndex<T> {
  readonly #header: FieldIndex<T>[] = [];
  readonly #item: FieldIndex<T>[] = [];
  readonly #byField = new Map<string, FieldIndex<T>>();
  readonly #hs: HsNode<T> = hsNode();
  #anyHs = false;

  add(anchor: Anchor, entry: T): void {
    if (anchor.kind === 'value') {
      const { entries } = this.#fieldIndex(anchor.field);
      for (const value of anchor.values) {
        const held = entries.get(value);
        if (held) held.push(entry);
        else entries.set(value, [entry]);
      }
    } else {
      for (const prefix of anchor.prefixes) this.#addPrefix(prefix, entry);
    }
  }

  /** Calls `visit` with the entries of each anchor that fires. Throws FactError where an anchored fact is not readable. */
  visit(frame: Frame, visit: (entries: readonly T[]) => void): void {
    for (const { read, entries } of this.#header) {
      const value = read(frame);
      const held = value === undefined ? undefined : entries.get(value);
      if (held) visit(held);
    }
    if (!this.#anyHs && this.#item.length === 0) return;
    for (const item of frame.declaration.items) {
      if (this.#anyHs) this.#visitHs(textOf(item.hsCode), visit);
      for (const { read, entries } of this.#item) {
        frame.item = item;
        const value = read(frame);
        const held = value === undefined ? undefined : entries.get(value);
        if (held) visit(held);
      }
    }
  }

  #visitHs(code: string | undefined, visit: (entries: readonly T[]) => void): void {
    if (code === undefined) return;
    let node: HsNode<T> | undefined = this.#hs;
    for (let at = 0; at < code.length; at++) {
      const digit = code.charCodeAt(at) - 48;
      if (digit < 0 || digit > 9) return;
      node = node.next[digit];
      if (!node) return;
      if (node.entries) visit(node.entries);
    }
  }

  #addPrefix(prefix: string, entry: T): void {
    let node = this.#hs;
    for (const digit of prefix) node = node.next[Number(digit)] ??= hsNode();
    (node.entries ??= []).push(entry);
    this.#anyHs = true;
  }

  #fieldIndex(field: string): FieldIndex<T> {
    const known = this.#byField.get(field);
    if (known) return known;
    const index: FieldIndex<T> = { read: readerOf(field), entries: new Map() };
    this.#byField.set(field, index);
    (findField(field)?.place === 'item' ? this.#item : this.#header).push(index);
    return index;
  }
}

function readerOf(field: string): Reader<Value> {
  const read =
    (TEXT_READERS as Record<string, Reader<Value>>)[field] ??
    (NUMBER_READERS as Record<string, Reader<Value>>)[field] ??
    attributeReader(field);
  if (!read) throw new Error(`no anchor on ${field}`);
  return read;
}
