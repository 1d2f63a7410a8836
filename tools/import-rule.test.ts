import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from './provision/folders.ts';

/** Imports that the dependency rule refuses, by the file they stand in. */
const REFUSED: [file: string, line: string][] = [
  ['shared/domain/alarm/clock.ts', `import { now } from '../../platform/clock.ts';`],
  ['shared/domain/alarm/schema.ts', `import type { Schema } from '../../contract/declaration.schema.ts';`],
  ['shared/domain/alarm/files.ts', `import { readFileSync } from 'node:fs';`],
  ['shared/domain/alarm/package.ts', `import { z } from 'zod';`],
  ['shared/domain/alarm/again.ts', `export { now } from '../../platform/clock.ts';`],
  ['shared/domain/alarm/now.ts', `export const at = Date.now();`],
  ['shared/domain/alarm/draw.ts', `export const draw = Math.random();`],
  ['shared/domain/alarm/env.ts', `export const salt = process.env['SALT'];`],
  ['shared/contract/live.ts', `import { pool } from '../platform/db/pool.ts';`],
  ['shared/contract/body.ts', `import type { App } from '../../server/app.ts';`],
  ['shared/platform/log.ts', `import type { App } from '../../server/app.ts';`],
  ['shared/platform/db/rows.ts', `import { persist } from '../../../workers/pipeline/persist.ts';`],
  ['server/app.ts', `import { assess } from '../workers/pipeline/assess.ts';`],
  ['server/http/page.ts', `import type { Board } from '../../web/views/board/board.ts';`],
  ['workers/main.ts', `import type { App } from '../server/app.ts';`],
  ['web/main.ts', `import { pool } from '../shared/platform/db/pool.ts';`],
  ['web/types.ts', `import type { App } from '../server/app.ts';`],
  ['web/views/Wrong.svelte', `<script lang="ts">import { app } from '../../server/app.ts'; app();</script>`],
  ['web/views/Type.svelte', `<script lang="ts">import type { App } from '../../workers/main.ts';</script>`],
  ['server/harness.ts', `import { freePort } from '../tests/harness/provision.ts';`],
];

const ALLOWED: [file: string, line: string][] = [
  ['shared/domain/alarm/state.ts', `import type { Channel } from '../channel/channel.ts';`],
  ['shared/domain/alarm/state.test.ts', `import { test } from 'vitest';`],
  ['shared/contract/jobs.ts', `import type { Channel } from '../domain/channel/channel.ts';`],
  ['shared/platform/queue.ts', `import type { Jobs } from '../contract/jobs.ts';`],
  ['shared/platform/pool.ts', `import pg from 'pg';`],
  ['server/routes.ts', `import { pool } from '../shared/platform/pool.ts';`],
  ['workers/pipeline/assess.ts', `import { decide } from '../../shared/domain/channel/decide.ts';`],
  ['web/live/socket.ts', `import type { Tick } from '../../shared/contract/live.ts';`],
  [
    'web/views/Right.svelte',
    `<script lang="ts">import { tick } from '../../shared/contract/live.ts';</script>`,
  ],
];

const RULES = /no-restricted-(imports|globals|properties)/;
let folder: string;
const refusedFiles = new Set<string>();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidewaiter-imports-'));
  cpSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  for (const [file, line] of [...REFUSED, ...ALLOWED]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `${line}\n`);
  }
  const oxlint = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint');
  const run = spawnSync(process.execPath, [oxlint, '--format=json'], { cwd: folder, encoding: 'utf8' });
  const report = JSON.parse(run.stdout) as { diagnostics: { code: string; filename: string }[] };
  for (const { code, filename } of report.diagnostics) if (RULES.test(code)) refusedFiles.add(filename);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the linter', () => {
  test.each(REFUSED)('refuses in %s: %s', (file) => {
    expect(refusedFiles).toContain(file);
  });

  test.each(ALLOWED)('allows in %s: %s', (file) => {
    expect(refusedFiles).not.toContain(file);
  });
});
