import type { Fault } from '../../../../shared/domain/targeting/fault.ts';
import { MAX_DEPTH } from '../../../../shared/domain/targeting/check-condition.ts';
import type { Condition } from '../../../../shared/domain/targeting/condition.ts';

/** Objects and lists one in another that a condition within its limits can need: two a level, and its values. */
const MAX_NESTING = 2 * MAX_DEPTH + 4;

/** JSON as it was written: its value, and where each part of it begins. */
export type JsonText =
  | { ok: true; value: unknown; offsets: ReadonlyMap<string, number> }
  | { ok: false; offset: number; deep: boolean };

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// eslint-disable-next-line no-control-regex -- JSON has control characters escaped.
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;
const WORDS: Record<string, unknown> = { true: true, false: false, null: null };

class Unreadable extends Error {
  readonly offset: number;
  readonly deep: boolean;

  constructor(offset: number, deep = false) {
    super('not JSON');
    this.offset = offset;
    this.deep = deep;
  }
}

/** Reads JSON text and notes where each path of it begins, so that a fault can be shown at its place. */
export function readJson(text: string): JsonText {
  const reader = new Reader(text);
  try {
    return { ok: true, value: reader.whole(), offsets: reader.offsets };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, offset: error.offset, deep: error.deep };
    throw error;
  }
}

class Reader {
  readonly offsets = new Map<string, number>();
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): unknown {
    const value = this.#value('', 0);
    this.#space();
    if (this.#at < this.#text.length) throw new Unreadable(this.#at);
    return value;
  }

  #value(path: string, depth: number): unknown {
    this.#space();
    this.offsets.set(path, this.#at);
    if (depth > MAX_NESTING) throw new Unreadable(this.#at, true);
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object(path, depth);
      case '[':
        return this.#array(path, depth);
      case '"':
        return this.#string();
    }
    const number = this.#match(NUMBER);
    if (number !== null) return Number(number);
    for (const [word, value] of Object.entries(WORDS)) {
      if (!this.#text.startsWith(word, this.#at)) continue;
      this.#at += word.length;
      return value;
    }
    throw new Unreadable(this.#at);
  }

  #object(path: string, depth: number): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    this.#list('}', () => {
      this.#space();
      const key = this.#string();
      this.#expect(':');
      entries.push([key, this.#value(path === '' ? key : `${path}.${key}`, depth + 1)]);
    });
    return Object.fromEntries(entries);
  }

  #array(path: string, depth: number): unknown[] {
    const values: unknown[] = [];
    this.#list(']', () => {
      const step = String(values.length);
      values.push(this.#value(path === '' ? step : `${path}.${step}`, depth + 1));
    });
    return values;
  }

  #list(end: string, one: () => void): void {
    this.#at += 1;
    this.#space();
    if (this.#text[this.#at] === end) {
      this.#at += 1;
      return;
    }
    for (;;) {
      one();
      this.#space();
      const next = this.#text[this.#at];
      if (next !== ',' && next !== end) throw new Unreadable(this.#at);
      this.#at += 1;
      if (next === end) return;
    }
  }

  #string(): string {
    const text = this.#match(STRING);
    if (text === null) throw new Unreadable(this.#at);
    return JSON.parse(text) as string;
  }

  #expect(sign: string): void {
    this.#space();
    if (this.#text[this.#at] !== sign) throw new Unreadable(this.#at);
    this.#at += 1;
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) return null;
    this.#at += found.length;
    return found;
  }

  #space(): void {
    while (/[ \t\r\n]/.test(this.#text[this.#at] ?? '')) this.#at += 1;
  }
}

/** Where a fault's place begins in the text; that of what is around it where the place itself is not there. */
export function offsetOf(offsets: ReadonlyMap<string, number>, { path }: Pick<Fault, 'path'>): number {
  let at = path;
  for (;;) {
    const offset = offsets.get(at);
    if (offset !== undefined || at === '') return offset ?? 0;
    at = at.slice(0, Math.max(0, at.lastIndexOf('.')));
  }
}

/** Line and column of an offset, both from 1. */
export function placeIn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/** What was read, where the tree can show it: nodes are of one kind each, whatever their fields hold. */
export function asCondition(value: unknown): Condition | null {
  return isShown(value, 1) ? (value as Condition) : null;
}

function isShown(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || depth > MAX_DEPTH) return false;
  const node = value as Record<string, unknown>;
  const keys = Object.keys(node);
  if (keys.length === 1) {
    const [kind] = keys;
    if (kind === 'all' || kind === 'any') {
      const children = node[kind];
      return Array.isArray(children) && children.every((child) => isShown(child, depth + 1));
    }
    if (kind === 'not' || kind === 'item') return isShown(node[kind], depth + 1);
  }
  const known = keys.every((key) => key === 'field' || key === 'op' || key === 'value');
  return known && typeof node['field'] === 'string' && typeof node['op'] === 'string';
}
