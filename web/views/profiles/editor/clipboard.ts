import type { Condition } from '../../../../shared/domain/targeting/condition.ts';
import { asCondition, readJson } from './json-text.ts';

/** What was copied last here, for where the browser keeps its clipboard from the page. */
let copied: string | null = null;

/** A condition as text, to be put on the clipboard. */
export function copyNode(node: Condition): string {
  copied = JSON.stringify(node, null, 2);
  return copied;
}

/** The condition that a text holds; null where it holds none. */
export function pasteText(text: string): Condition | null {
  const read = readJson(text);
  return read.ok ? asCondition(read.value) : null;
}

/** The condition that was copied last here; null where none was. */
export function pasteCopied(): Condition | null {
  return copied === null ? null : pasteText(copied);
}
