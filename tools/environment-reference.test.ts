import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { SETTINGS } from '../shared/platform/settings.ts';
import { environmentReference, REFERENCE } from './environment-reference.ts';

test('the committed reference is the one the settings make', async () => {
  expect(await readFile(REFERENCE, 'utf8'), 'run `npm run docs:environment` and commit').toBe(
    await environmentReference(),
  );
});

test('it names every variable once, with its default and its readers', async () => {
  const rows = (await environmentReference()).split('\n').filter((line) => line.startsWith('| `'));
  const cells = rows.map((line) => line.split('|').map((cell) => cell.trim()));
  expect(cells.map(([, name]) => name)).toEqual(Object.keys(SETTINGS).map((name) => `\`${name}\``));
  const defaults = Object.fromEntries(
    cells.map(([, name, value, readers]) => [name, `${value}; ${readers}`]),
  );
  expect(defaults).toMatchObject({
    '`DATABASE_URL`': 'required; server, worker',
    '`REDIS_URL`': 'none; server, worker',
    '`PORT`': '`3000`; server',
    '`INSECURE_HTTP`': '`false`; server',
    '`METRICS_PORT`': 'none; worker',
  });
});
