import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAllAddsUp } from '../harness/add-up.ts';
import { startSystem, type BackendKind, type TestSystem } from '../harness/system.ts';
import { until } from '../harness/until.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const FILES = [
  { file: path('../../../shared/data/declarations-2020.csv'), rows: 37_385 },
  { file: path('../../../shared/data/declarations-2021q1.csv'), rows: 8134 },
];
const missing = FILES.filter(({ file }) => !existsSync(file));
if (missing.length > 0) {
  console.warn('skipped: ../shared/data is not beside this project, so its two CSV files cannot be imported');
}

// The import does not know what carries the jobs, and the pipeline's own tests kill workers on either carrier: with the
// second, the smaller file is enough, and nobody is killed.
describe.skipIf(missing.length > 0).each<{
  backend: BackendKind;
  how: string;
  kills: boolean;
  files: typeof FILES;
}>([
  { backend: 'redis', how: 'though a worker is killed on the way', kills: true, files: FILES },
  { backend: 'postgres', how: 'by two workers', kills: false, files: FILES.slice(1) },
])('importing CSV files on $backend', ({ backend, how, kills, files }) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startSystem({ backend, workers: 1 });
  });
  afterAll(() => system?.stop());

  async function importFile(file: string, ...options: string[]): Promise<{ code: number; output: string }> {
    const child = spawn(
      process.execPath,
      [path('../../tools/import/main.ts'), file, '--mapping', 'bacuda', '--url', system.url, ...options],
      { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, TIDEWAITER_KEY: system.key } },
    );
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await once(child, 'close');
    return { code: child.exitCode ?? -1, output };
  }

  const versions = async () =>
    (await system.pool.query<{ count: number }>('SELECT count(*)::int AS count FROM declaration_version'))
      .rows[0]!.count;

  it('refuses unknown customs houses by default and says so', async () => {
    const { code, output } = await importFile(FILES[1]!.file);
    expect(code).toBe(1);
    expect(output).toContain('is not known');
    expect(await versions()).toBe(0);
  });

  it(`takes every row in, ${how}, and a second run adds nothing`, async () => {
    const second = await system.startWorker();
    const [first, ...others] = files;
    const importing = importFile(first!.file, '--register-places');
    await until('some are in', async () => (await versions()) > 2000);
    if (kills) await system.stopProcess(second, 'SIGKILL');
    expect(await importing).toMatchObject({ code: 0 });
    for (const { file } of others) {
      expect(await importFile(file, '--register-places')).toMatchObject({ code: 0 });
    }
    const all = files.reduce((sum, { rows }) => sum + rows, 0);
    expect(await versions()).toBe(all);
    expect((await importFile(FILES[1]!.file)).code).toBe(0);
    expect(await versions()).toBe(all);
    await until(
      'all are decided',
      async () =>
        (
          await system.pool.query(
            'SELECT 1 FROM intake_batch WHERE assessed_at IS NULL AND declaration_count > 0',
          )
        ).rowCount === 0,
      90_000,
    );
    await expectAllAddsUp(system, all);
    const { rows } = await system.pool.query<{ result: string; count: number }>(
      'SELECT result, count(*)::int AS count FROM finding GROUP BY 1 ORDER BY 1',
    );
    expect(rows.map(({ result }) => result)).toEqual(['conform', 'discrepancy']);
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(all);
  });
});
