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
  const url = 'https://customs.example/';
  expect(resolveTarget(url, 'tw_key', file)).toEqual({ url, key: 'tw_key' });
});

it('takes what npm start runs', () => {
  const running = { url: 'http://127.0.0.1:4711', key: 'tw_local' };
  writeFileSync(file, JSON.stringify(running));
  expect(resolveTarget(undefined, undefined, file)).toEqual(running);
  expect(resolveTarget(undefined, 'tw_given', file)).toEqual({ ...running, key: 'tw_given' });
});

it('sends the key of what npm start runs nowhere else', () => {
  writeFileSync(file, JSON.stringify({ url: 'http://127.0.0.1:4711', key: 'tw_local' }));
  expect(resolveTarget('http://127.0.0.1:4711/', undefined, file).key).toBe('tw_local');
  expect(resolveTarget('http://127.0.0.1:4712', undefined, file).key).toBeUndefined();
  expect(resolveTarget('https://customs.example', undefined, file).key).toBeUndefined();
});

it.each([
  ['nothing', null],
  ['half a file', '{"url": "http:'],
  ['no address', '{"url": 7}'],
])('falls back to port 3000 where there is %s', (_name, text) => {
  if (text !== null) writeFileSync(file, text);
  expect(resolveTarget(undefined, undefined, file)).toEqual({ url: 'http://127.0.0.1:3000', key: undefined });
});

it.each(['localhost:3000', 'ftp://x', 'nonsense'])('refuses %s', (url) => {
  expect(() => resolveTarget(url, undefined, file)).toThrow('--url');
});
