import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/security.md', root), 'utf8');

/** Lines of the threat tables: letter, threat, defence, test. */
const lines = page
  .split('\n')
  .filter((line) => /^\| [STRIDE] +\|/.test(line))
  .map((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    const reference = /^`([^`]+)` › (.+)$/.exec(cells[4] ?? '');
    return { threat: cells[2]!, file: reference?.[1], name: reference?.[2] };
  });

test('there are threats of each kind', () => {
  for (const kind of 'STRIDE') expect(page).toMatch(new RegExp(`^\\| ${kind} +\\|`, 'm'));
  expect(lines.length).toBeGreaterThan(50);
});

test.each(lines.map(({ threat, file, name }) => [threat, file, name] as const))(
  '%s: %s › %s is there',
  (_threat, file, name) => {
    expect(file).toBeDefined();
    expect(existsSync(new URL(file!, root))).toBe(true);
    expect(readFileSync(new URL(file!, root), 'utf8')).toContain(name);
  },
);
