import type { Ruleset } from '../targeting/profile.ts';

/** Keys in the order in which people read them; others follow by name. */
const ORDER = [
  '$schema',
  'format',
  'code',
  'name',
  'version',
  'title',
  'titleZh',
  'level',
  'scope',
  'status',
  'canary',
  'guard',
  'validFrom',
  'validTo',
  'channel',
  'mandatory',
  'score',
  'alarm',
  'guidance',
  'when',
  'all',
  'any',
  'not',
  'item',
  'field',
  'op',
  'value',
  'from',
  'to',
  'entries',
  'profiles',
  'lists',
  'policy',
];
const RANK = new Map(ORDER.map((key, rank) => [key, rank]));

/**
 * A ruleset as the text of a file, in pieces: parts by code, keys in one order, so that the same ruleset is the same
 * text and a change of it a change of few lines.
 */
export function* writeRuleset({ profiles, lists, policy }: Ruleset): Generator<string> {
  yield '{\n  "format": "tidewaiter-ruleset/1",\n';
  yield* section(
    'profiles',
    profiles.toSorted((a, b) => order(a.code, b.code)),
  );
  yield* section(
    'lists',
    lists.toSorted((a, b) => order(a.name, b.name)),
  );
  yield `  "policy": ${indented(policy, '  ')}\n}\n`;
}

function* section(name: string, parts: readonly object[]): Generator<string> {
  if (parts.length === 0) return yield `  "${name}": [],\n`;
  yield `  "${name}": [\n`;
  for (const [index, part] of parts.entries()) {
    yield `    ${indented(part, '    ')}${index === parts.length - 1 ? '' : ','}\n`;
  }
  yield '  ],\n';
}

function indented(value: unknown, by: string): string {
  return JSON.stringify(inOrder(value), null, 2).replaceAll('\n', `\n${by}`);
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const last = ORDER.length;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (RANK.get(a) ?? last) - (RANK.get(b) ?? last) || order(a, b))
      .map(([key, held]) => [key, inOrder(held)]),
  );
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
