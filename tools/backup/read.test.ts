import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, zstdCompressSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { readBackup } from './read.ts';
import { scriptOf } from './script.test-kit.ts';

const folder = mkdtempSync(join(tmpdir(), 'tidewaiter-backup-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(bytes: Buffer): Promise<string[]> {
  const file = join(folder, 'file');
  writeFileSync(file, bytes);
  return readFile(file);
}

async function readFile(file: string): Promise<string[]> {
  const kinds: string[] = [];
  for await (const { kind } of readBackup(file)) kinds.push(kind);
  return kinds;
}

const compress = (text: string): Buffer =>
  zstdCompressSync(text, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
const whole = compress(scriptOf());

test('a whole file is read to its end', async () => {
  expect((await read(whole)).at(-1)).toBe('end');
});

test('an empty frame after the end changes nothing', async () => {
  expect((await read(Buffer.concat([whole, compress('')]))).at(-1)).toBe('end');
});

test('a file that is cut off anywhere is refused', async () => {
  for (let length = 0; length < whole.length; length += 3) {
    await expect(read(whole.subarray(0, length)), `after ${length} bytes`).rejects.toThrow('cut off');
  }
});

test('a file with any bit turned over is refused, or read as it was', async () => {
  let refused = 0;
  for (let at = 0; at < whole.length; at++) {
    const altered = Buffer.from(whole);
    altered[at] = altered[at]! ^ (1 << (at % 8));
    await read(altered).catch((error: Error) => {
      expect(error.name).toBe('BackupError');
      refused++;
    });
  }
  expect(refused).toBeGreaterThan(whole.length * 0.99);
});

test.each([
  ['a byte', Buffer.from('x')],
  ['many bytes', Buffer.alloc(3_000_000, 'x')],
  ['a second backup', whole],
])('%s after the end are refused', async (_what, more) => {
  await expect(read(Buffer.concat([whole, more]))).rejects.toThrow('something follows its end');
});

test('other files are refused', async () => {
  await expect(read(Buffer.from('PGDMP, or anything else'))).rejects.toThrow('no backup of Tidewaiter');
  await expect(read(compress('CREATE TABLE x ();\n'))).rejects.toThrow('no backup of Tidewaiter');
  await expect(readFile(join(folder, 'none'))).rejects.toThrow('no such file');
  await expect(readFile(folder)).rejects.toThrow('EISDIR');
});
