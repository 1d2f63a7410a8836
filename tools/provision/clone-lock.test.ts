import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeLock } from './clone-lock.ts';

const NO_PROCESS = 2 ** 22 + 1; // above Linux' greatest process number
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidewaiter-lock-'));
  file = join(folder, 'start.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('is held once, then free again, and leaves nothing behind', () => {
  const first = takeLock(file);
  expect(first.kind).toBe('held');
  expect(takeLock(file)).toMatchObject({ kind: 'taken', by: { pid: process.pid } });
  if (first.kind === 'held') first.release();
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ['a dead process', JSON.stringify({ pid: NO_PROCESS, began: '1' })],
  ['a process whose number another has now', JSON.stringify({ pid: process.pid, began: 'long ago' })],
  ['half a lock', '{"pid":'],
])('takes over from %s', (_name, content) => {
  writeFileSync(file, content);
  expect(takeLock(file).kind).toBe('held');
  expect(existsSync(file)).toBe(true);
});
