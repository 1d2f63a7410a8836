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

test('keeps every line readable, and shows warnings and what is no JSON', async () => {
  const shown: string[] = [];
  const file = join(folder, 'tidewaiter.log');
  const log = openLog(file, (line) => shown.push(line), false);
  const output = new PassThrough();
  log.follow('server', [output, null]);
  output.write('{"level":30,"time":0,"msg":"listening","port":3000}\n');
  output.write('{"level":40,"time":0,"msg":"slow"}\n');
  output.end('Error: out of cheese\n');
  await vi.waitFor(() => expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(4));
  log.close();

  const [listening, slow, error] = readFileSync(file, 'utf8').split('\n');
  expect(listening).toMatch(/^\[server\] \[.*\] INFO: listening \{"port":3000\}$/);
  expect(slow).toMatch(/WARN: slow$/);
  expect(error).toBe('[server] Error: out of cheese');
  expect(shown).toHaveLength(2);
  expect(shown[0]).toMatch(/^\[server\] .*WARN: slow$/);
  expect(shown[1]).toBe('[server] Error: out of cheese');
});
