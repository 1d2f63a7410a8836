import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MOST_DAYS, RETENTION } from '../../shared/domain/retention/retention.ts';

const text = readFileSync(new URL('../../docs/personal-data.md', import.meta.url), 'utf8');

test('the periods in the docs are those in force', () => {
  const rows = [...text.matchAll(/^\| `([a-z-]+)` *\|.*\| *(\d+) \| *(\d+) \|$/gm)].map(
    ([, subject, standard, least]) => [subject, { standard: Number(standard), least: Number(least) }],
  );
  expect(Object.fromEntries(rows)).toEqual(RETENTION);
});

test('so is the longest', () => {
  expect(text).toContain(`longer than ${MOST_DAYS.toLocaleString('en')} days`);
});
