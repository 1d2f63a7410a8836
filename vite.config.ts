import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import product from './package.json' with { type: 'json' };
import { LongestFirst } from './tests/harness/longest-first.ts';
import { MESSAGES } from './tools/provision/messages.ts';

const root = fileURLToPath(new URL('.', import.meta.url));

/**
 * Compiles messages as they are edited, for the development server alone: elsewhere `npm run messages` has done so,
 * and the compiler would hold up the end of a build for half a minute.
 */
const messages = {
  ...paraglideVitePlugin({ ...MESSAGES, strategy: [...MESSAGES.strategy] }),
  apply: (_: unknown, { command, mode }: { command: string; mode: string }) =>
    command === 'serve' && mode !== 'test',
};

/**
 * Tests against real services start processes of their own and have long limits. As many files run at a time as there
 * are Redis servers for them, since live messages know no logical databases: `npm test` says how many.
 */
const realServices = {
  root,
  maxWorkers: Number(process.env['TEST_LANES'] ?? 1),
  testTimeout: 120_000,
  hookTimeout: 120_000,
} as const;

export default defineConfig({
  root: 'web',
  plugins: [messages, svelte({ configFile: false })],
  define: { TIDEWAITER_VERSION: JSON.stringify(product.version) },
  // Nothing is put into the style sheet as data: the content policy has fonts come from the server alone.
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2023', assetsInlineLimit: 0 },
  server: {
    proxy: {
      '/api': 'http://127.0.0.1:3000',
      '/socket.io': { target: 'http://127.0.0.1:3000', ws: true },
    },
  },
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        // Svelte's client build, so that runes behave in tests as they do in a browser.
        resolve: { conditions: ['browser', 'module', 'import', 'default'] },
        test: {
          name: 'unit',
          root,
          include: ['{shared,server,workers,web,tools,bench,deploy}/**/*.test.ts'],
          testTimeout: 20_000,
          // They leave nothing behind, so files share the modules they load; `npm test` runs nothing beside them.
          isolate: false,
          maxWorkers: availableParallelism(),
        },
      },
      {
        extends: true,
        test: { name: 'integration', ...realServices, include: ['tests/integration/**/*.test.ts'] },
      },
      { extends: true, test: { name: 'browser', ...realServices, include: ['tests/browser/**/*.test.ts'] } },
    ],
  },
});
