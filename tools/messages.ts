// `npm run messages`: compiles web/messages into web/paraglide, which everything that imports messages needs.
import fs from 'node:fs';
import { join } from 'node:path';
import { compile } from '@inlang/paraglide-js';
import { root } from './provision/folders.ts';
import { MESSAGES } from './provision/messages.ts';

/** Leaves a file that stays the same alone, and replaces the others at once: a check or a server may be reading. */
async function writeFile(path: string, text: string): Promise<void> {
  if (fs.existsSync(path) && fs.readFileSync(path, 'utf8') === text) return;
  const draft = `${path}.${process.pid}`;
  await fs.promises.writeFile(draft, text);
  await fs.promises.rename(draft, path);
}

// The compiler names no file, and prints its whole self.
for (const file of fs.globSync('web/messages/*/*.json', { cwd: root })) {
  try {
    JSON.parse(fs.readFileSync(join(root, file), 'utf8'));
  } catch (error) {
    console.error(`${file}: ${(error as Error).message}`);
    process.exit(1);
  }
}
await compile({
  ...MESSAGES,
  strategy: [...MESSAGES.strategy],
  cleanOutdir: false,
  fs: { ...fs, promises: { ...fs.promises, writeFile } },
});
// The compiler leaves timers behind that would keep this process for half a minute.
process.exit();
