import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openLog } from './log-sink.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidewaiter-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const linesOf = (file: string) => readFileSync(file, 'utf8').trimEnd().split('\n');

test('keeps every line readable, and shows warnings and the traces of crashes', async () => {
  const shown: string[] = [];
  const file = join(folder, 'tidewaiter.log');
  const log = openLog(file, (line) => shown.push(line), false);
  const output = new PassThrough();
  const errors = new PassThrough();
  log.follow('server', { stdout: output, stderr: errors });
  output.write('{"level":30,"time":0,"msg":"listening","port":3000}\n');
  output.write('{"level":40,"time":0,"msg":"slow"}\n');
  output.end('ready\n');
  await vi.waitFor(() => expect(linesOf(file)).toHaveLength(3));
  errors.end('Error: out of cheese\n');
  await vi.waitFor(() => expect(linesOf(file)).toHaveLength(4));
  log.close();

  const [listening, slow, ready, error] = linesOf(file);
  expect(listening).toMatch(/^\[server\] \[.*\] INFO: listening \{"port":3000\}$/);
  expect(slow).toMatch(/WARN: slow$/);
  expect(ready).toBe('[server] ready');
  expect(error).toBe('[server] Error: out of cheese');
  expect(shown).toHaveLength(2);
  expect(shown[0]).toMatch(/^\[server\] .*WARN: slow$/);
  expect(shown[1]).toBe('[server] Error: out of cheese');
});
