import { parse } from 'svelte/compiler';

/** Attributes, and properties of components, that a reader sees or hears. */
const READ =
  /^(aria-(label|description|roledescription|valuetext|placeholder)|title|placeholder|alt|label|text|caption|heading|description|hint|message)$/;
const LETTER = /\p{L}/u;

interface Node {
  type: string;
  [field: string]: unknown;
}

/**
 * Letters that a component writes itself instead of through a message: text, attributes that are read out, and strings
 * that an expression puts there. What `translate="no"` marks is the same in every language.
 */
export function literalsIn(source: string): string[] {
  const found: string[] = [];
  visit(parse(source, { modern: true }).fragment, found);
  return found;
}

function visit(value: unknown, found: string[]): void {
  if (Array.isArray(value)) for (const entry of value) visit(entry, found);
  if (!isNode(value)) return;
  if (value.type === 'Text') return note(value['data'], found);
  if (value.type === 'ExpressionTag') return noteValue(value['expression'], found);
  const attributes = (value['attributes'] ?? []) as Node[];
  if (attributes.some(isUntranslated)) return;
  for (const { name, value: written } of attributes) {
    if (READ.test(String(name))) visit(written, found);
  }
  for (const [field, child] of Object.entries(value)) if (field !== 'attributes') visit(child, found);
}

/** What an expression may come to, as far as it is written there; what a call makes is the callee's concern. */
function noteValue(expression: unknown, found: string[]): void {
  if (!isNode(expression)) return;
  switch (expression.type) {
    case 'Literal':
      return note(expression['value'], found);
    case 'TemplateLiteral':
      for (const { value } of expression['quasis'] as { value: { cooked: string } }[])
        note(value.cooked, found);
      for (const part of expression['expressions'] as Node[]) noteValue(part, found);
      return;
    case 'ConditionalExpression':
      noteValue(expression['consequent'], found);
      return noteValue(expression['alternate'], found);
    case 'LogicalExpression':
    case 'BinaryExpression':
      if (['+', '&&', '||', '??'].includes(String(expression['operator']))) {
        noteValue(expression['left'], found);
        noteValue(expression['right'], found);
      }
  }
}

function note(text: unknown, found: string[]): void {
  if (typeof text === 'string' && LETTER.test(text)) found.push(text.trim());
}

function isUntranslated(attribute: Node): boolean {
  const [text] = Array.isArray(attribute['value']) ? (attribute['value'] as Node[]) : [];
  return attribute['name'] === 'translate' && text?.['data'] === 'no';
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}
