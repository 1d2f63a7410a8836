import { expect, test } from 'vitest';
import { BackupError } from './format.ts';
import { type Part, ScriptParser } from './parse.ts';
import { HEAD, scriptOf, TABLES } from './script.test-kit.ts';

/** Everything the parser says of a script that comes in pieces of one size, rows joined. */
function parsed(script: Buffer, size = script.length): { parts: Part[]; rows: Record<string, string> } {
  const parser = new ScriptParser();
  const parts: Part[] = [];
  const rows: Record<string, string> = {};
  let table = '';
  for (let at = 0; at < script.length; at += size) {
    for (const part of parser.take(script.subarray(at, at + size))) {
      if (part.kind === 'rows') rows[table] += part.bytes.toString();
      else parts.push(part);
      if (part.kind === 'table') rows[(table = part.table.name)] = '';
    }
  }
  parser.finish();
  return { parts, rows };
}

const script = Buffer.from(scriptOf());

test.each(Array.from({ length: 40 }, (_, i) => i + 1))('is read whole in pieces of %i bytes', (size) => {
  const { parts, rows } = parsed(script, size);
  expect(rows).toEqual(TABLES);
  expect(parts.map((part) => (part.kind === 'table-end' ? part.rows : part.kind))).toEqual([
    'head',
    'table',
    2,
    'table',
    0,
    'table',
    5,
    'end',
  ]);
  expect(parts[0]).toEqual({ kind: 'head', head: HEAD });
  expect(parts.at(-1)).toEqual({ kind: 'end', rows: 7 });
});

test('is refused wherever it is cut off', () => {
  for (let length = 0; length < script.length; length++) {
    expect(() => parsed(script.subarray(0, length)), `after ${length} bytes`).toThrow(BackupError);
  }
});

test('is refused whichever byte is altered', () => {
  for (let at = 0; at < script.length; at++) {
    for (const bit of [0x01, 0x20]) {
      const altered = Buffer.from(script);
      altered[at] = altered[at]! ^ bit;
      expect(() => parsed(altered), `byte ${at}`).toThrow(BackupError);
    }
  }
});

test('is refused with anything after its end', () => {
  expect(() => parsed(Buffer.concat([script, Buffer.from('\n')]))).toThrow('follows its end');
  expect(() => parsed(Buffer.concat([script, script]), 1)).toThrow('follows its end');
});

test('of a later form is refused with its name', () => {
  const later = scriptOf().replace('tidewaiter-backup/1', 'tidewaiter-backup/2');
  expect(() => parsed(Buffer.from(later))).toThrow('another form ("format":"tidewaiter-backup/2")');
});

test('that is something else is refused', () => {
  expect(() => parsed(Buffer.from('CREATE TABLE x ();\n'))).toThrow('no backup of Tidewaiter');
});
