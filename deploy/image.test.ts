import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const dockerfile = readFileSync(`${root}deploy/Dockerfile`, 'utf8');
const { dependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
  dependencies: Record<string, string>;
};

/** What the image is there to run. */
const ENTRIES = [
  'server/main.ts',
  'workers/main.ts',
  'tools/migrate.ts',
  'tools/backup/main.ts',
  'tools/import/main.ts',
  'tools/access/set-up-link.ts',
];

/** Packages that a file and all it imports need when they run. */
function packagesOf(file: string, seen: Set<string>, packages: Set<string>): Set<string> {
  if (seen.has(file)) return packages;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, specifier] of text.matchAll(/^(?:import|export) (?!type )(?:[^;']*? from )?'([^']+)'/gms)) {
    if (specifier === undefined || specifier.startsWith('node:')) continue;
    if (specifier.startsWith('.')) packagesOf(resolve(dirname(file), specifier), seen, packages);
    else
      packages.add(
        specifier
          .split('/')
          .slice(0, specifier.startsWith('@') ? 2 : 1)
          .join('/'),
      );
  }
  return packages;
}

test('it has the version of Node that package.json pins', () => {
  expect(dockerfile).toContain(`ARG NODE=${dependencies['node']}\n`);
});

test('it leaves out no package that it needs', () => {
  const leftOut = [...dockerfile.matchAll(/'dependencies\[(.+?)\]'/g)].map(([, name]) => name!);
  expect(Object.keys(dependencies)).toEqual(expect.arrayContaining(leftOut));
  const needed = new Set<string>();
  const seen = new Set<string>();
  for (const entry of ENTRIES) packagesOf(`${root}${entry}`, seen, needed);
  expect([...needed]).toEqual(expect.arrayContaining(['express', 'bullmq', 'pg', 'pg-copy-streams']));
  expect(leftOut.filter((name) => needed.has(name))).toEqual([]);
  expect([...needed].filter((name) => dependencies[name] === undefined)).toEqual([]);
});
