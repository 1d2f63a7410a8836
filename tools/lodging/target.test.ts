import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { resolveTarget } from './target.ts';

let folder: string;
let file: URL;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidewaiter-target-'));
  file = pathToFileURL(join(folder, 'runtime.json'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('takes the address named', () => {
  expect(resolveTarget('https://customs.example/', file)).toBe('https://customs.example/');
});

it('takes what npm start runs', () => {
  writeFileSync(file, JSON.stringify({ url: 'http://127.0.0.1:4711' }));
  expect(resolveTarget(undefined, file)).toBe('http://127.0.0.1:4711');
});

it.each([
  ['nothing', null],
  ['half a file', '{"url": "http:'],
  ['no address', '{"url": 7}'],
])('falls back to port 3000 where there is %s', (_name, text) => {
  if (text !== null) writeFileSync(file, text);
  expect(resolveTarget(undefined, file)).toBe('http://127.0.0.1:3000');
});

it.each(['localhost:3000', 'ftp://x', 'nonsense'])('refuses %s', (url) => {
  expect(() => resolveTarget(url, file)).toThrow('--url');
});
