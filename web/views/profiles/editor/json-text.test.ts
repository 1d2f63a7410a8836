import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asCondition, offsetOf, placeIn, readJson } from './json-text.ts';

test('whatever JSON is written is read as it is', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), fc.nat(4), (text, indent) => {
      const written = JSON.stringify(JSON.parse(text), null, indent);
      const read = readJson(written);
      expect(read.ok && read.value).toEqual(JSON.parse(written));
    }),
  );
});

test('what is refused is what JSON.parse refuses', () => {
  fc.assert(
    fc.property(
      fc.json({ maxDepth: 3 }),
      fc.nat(),
      fc.constantFrom('', ',', '}', '"', '0', 'x'),
      (text, at, put) => {
        const broken = text.slice(0, at % (text.length + 1)) + put + text.slice((at % (text.length + 1)) + 1);
        let parsed = true;
        try {
          JSON.parse(broken);
        } catch {
          parsed = false;
        }
        expect(readJson(broken).ok).toBe(parsed);
      },
    ),
  );
});

test.each([
  ['{"all": [\n  {"field": x}]}', 2, 13],
  ['{"all": [', 1, 10],
  ['{} {}', 1, 4],
  ['', 1, 1],
])('%j is at fault in line %i, column %i', (text, line, column) => {
  const read = readJson(text);
  expect(read.ok ? null : placeIn(text, read.offset)).toEqual({ line, column });
});

test('a text that nests too deep is refused without being read to its end', () => {
  expect(readJson('{"not":'.repeat(10_000))).toMatchObject({ ok: false, deep: true });
});

test('a fault is at its place, or at what is around it', () => {
  const text = '{"all": [{"field": "packages", "op": "lt"}]}';
  const read = readJson(text);
  if (!read.ok) throw new Error('not read');
  const at = (path: string) => text.slice(offsetOf(read.offsets, { path })).slice(0, 8);
  expect(at('all.0.op')).toBe('"lt"}]}');
  expect(at('all.0.value')).toBe('{"field"');
  expect(at('')).toBe('{"all": ');
});

test.each([
  [{ all: [{ field: 'x', op: 'y', value: {} }] }, true],
  [{ not: { item: { any: [] } } }, true],
  [{ field: '', op: '' }, true],
  [{ all: {} }, false],
  [{ all: [], any: [] }, false],
  [{ not: null }, false],
  [{ field: 'x' }, false],
  [{ field: 'x', op: 'eq', note: 1 }, false],
  [[], false],
  ['x', false],
])('%j can be shown as a tree: %s', (value, shown) => {
  expect(asCondition(value)).toBe(shown ? value : null);
});
