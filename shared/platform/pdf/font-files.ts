import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { create, type Font } from 'fontkit';
import { decompress } from 'wawoff2';

/** The weights of the web app: text, and what is to stand out. */
export const WEIGHTS = { normal: 400, bold: 600 } as const;

export type Weight = keyof typeof WEIGHTS;

interface FontFile {
  path: string;
  ranges: [from: number, to: number][];
}

/** The families of the web app in the order in which it asks them for a character. */
const PACKAGES = ['@fontsource-variable/source-sans-3', '@fontsource-variable/noto-sans-sc'];

const require = createRequire(import.meta.url);

/** Each package cuts its family into files by range of Unicode, so that a page loads few; `unicode.json` has the ranges. */
async function filesOf(packageName: string): Promise<FontFile[]> {
  const folder = dirname(require.resolve(`${packageName}/package.json`));
  const family = packageName.slice(packageName.indexOf('/') + 1);
  const ranges = JSON.parse(await readFile(join(folder, 'unicode.json'), 'utf8')) as Record<string, string>;
  return Object.entries(ranges).map(([subset, text]) => ({
    path: join(folder, 'files', `${family}-${subset.replace(/[[\]]/g, '')}-wght-normal.woff2`),
    ranges: text.split(',').map((range) => {
      const [from, to] = range.replace('U+', '').split('-');
      return [parseInt(from!, 16), parseInt(to ?? from!, 16)];
    }),
  }));
}

let files: Promise<FontFile[]> | undefined;
const opened = new Map<string, Promise<Font>>();

function open(path: string): Promise<Font> {
  const known = opened.get(path);
  if (known !== undefined) return known;
  const font = readFile(path).then(async (file) => create(Buffer.from(await decompress(file))));
  opened.set(path, font);
  // What could not be read once is tried anew.
  font.catch(() => opened.delete(path));
  return font;
}

/** The file that has a character, open at its own weight; null where none has. A file is read once. */
export async function fontWith(codePoint: number): Promise<{ path: string; font: Font } | null> {
  files ??= Promise.all(PACKAGES.map(filesOf)).then((lists) => lists.flat());
  for (const { path, ranges } of await files) {
    if (!ranges.some(([from, to]) => from <= codePoint && codePoint <= to)) continue;
    const font = await open(path);
    if (font.hasGlyphForCodePoint(codePoint)) return { path, font };
  }
  return null;
}
