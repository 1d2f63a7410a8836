import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseInstant } from '../../shared/domain/targeting/instant.ts';
import { checkDeclaration } from './check-declaration.ts';

const houses = {
  isKnown: (code: string) => code === '2201' || code === '5300',
  mayLodgeAt: (code: string) => code === '2201',
};

const FULL = {
  declarationNo: 'D-1',
  direction: 'import',
  procedure: '4000',
  registeredAt: '2026-03-02T09:30:00+08:00',
  customsHouse: '2201',
  trader: { id: 'T-1', name: '上海 "贸易"\t公司' },
  packages: 2,
  containers: ['MSKU1', 'MSKU2'],
  attributes: { b: 1, a: 'x', C: true },
  items: [
    { itemNo: 1, hsCode: '847130', origin: 'CN', customsValue: 5, attributes: { z: 'z', y: 2 } },
    { itemNo: 2, hsCode: '0102030405', customsValue: 0 },
  ],
};

function accepted(value: unknown) {
  const result = checkDeclaration(value, houses);
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.declaration;
}

function faults(value: unknown): string[] {
  const result = checkDeclaration(value, houses);
  if (result.ok) throw new Error('no fault was found');
  return result.faults.map((fault) => fault.path);
}

/** The same JSON value with the fields of every object in another order. */
function shuffled(value: unknown, order: (count: number) => number[]): unknown {
  if (Array.isArray(value)) return value.map((one) => shuffled(one, order));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(
    order(entries.length).map((i) => [entries[i]![0], shuffled(entries[i]![1], order)]),
  );
}

describe('the canonical form', () => {
  test('and its hash do not depend on the order of fields and attributes', () => {
    const plain = accepted(FULL);
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (picks) => {
        const order = (count: number) =>
          Array.from({ length: count }, (_, i) => ({ i, rank: picks.next().value! }))
            .toSorted((a, b) => a.rank - b.rank)
            .map(({ i }) => i);
        expect(accepted(shuffled(FULL, order))).toEqual(plain);
      }),
    );
  });

  test('leaves nothing out', () => {
    expect(JSON.parse(accepted(FULL).json)).toEqual(FULL);
  });

  test('has a hash of 32 hex digits', () => {
    expect(accepted(FULL).contentHash).toMatch(/^[0-9a-f]{32}$/);
  });

  test.each([
    ['a field', { ...FULL, packages: 3 }],
    ['an attribute', { ...FULL, attributes: { ...FULL.attributes, b: 2 } }],
    ['the kind of an attribute', { ...FULL, attributes: { ...FULL.attributes, b: '1' } }],
    ['the order of items', { ...FULL, items: FULL.items.toReversed() }],
    ['a field less', { ...FULL, containers: undefined }],
  ])('tells a change of %s', (_what, changed) => {
    const { containers, ...rest } = changed;
    const sent = containers === undefined ? rest : changed;
    expect(accepted(sent).contentHash).not.toBe(accepted(FULL).contentHash);
  });

  test('knows nothing of a version that was sent', () => {
    expect(accepted({ ...FULL, version: 7 })).toEqual(accepted(FULL));
  });
});

const item = (changes: object) => ({ ...FULL, items: [{ ...FULL.items[0], ...changes }] });

describe('faults', () => {
  test.each<[string, unknown, string[]]>([
    ['null', null, ['']],
    ['text', 'D-1', ['']],
    ['an array', [], ['']],
    ['no number', { ...FULL, declarationNo: '' }, ['declarationNo']],
    ['a number with a blank', { ...FULL, declarationNo: 'D 1' }, ['declarationNo']],
    ['a number with a line feed', { ...FULL, declarationNo: 'D-1\n' }, ['declarationNo']],
    ['a long number', { ...FULL, declarationNo: 'D'.repeat(65) }, ['declarationNo']],
    ['an unknown direction', { ...FULL, direction: 'sideways' }, ['direction']],
    ['an unknown field', { ...FULL, orign: 'CN' }, ['']],
    ['an unknown field of an item', item({ orign: 'CN' }), ['items.0']],
    ['no trader', { ...FULL, trader: undefined }, ['trader']],
    ['a trader without id', { ...FULL, trader: { name: 'x' } }, ['trader.id']],
    ['a small currency', { ...FULL, currency: 'cny' }, ['currency']],
    ['half a package', { ...FULL, packages: 1.5 }, ['packages']],
    ['a negative mass', { ...FULL, grossMassKg: -1 }, ['grossMassKg']],
    ['an infinite mass', { ...FULL, grossMassKg: Infinity }, ['grossMassKg']],
    ['an empty container', { ...FULL, containers: ['A', ''] }, ['containers.1']],
    ['no items', { ...FULL, items: [] }, ['items']],
    ['an item number twice', { ...FULL, items: [FULL.items[0], FULL.items[0]] }, ['items']],
    ['a short HS code', item({ hsCode: '8471' }), ['items.0.hsCode']],
    ['an unknown kind of attribute', item({ attributes: { a: null } }), ['items.0.attributes.a']],
    ['an attribute of an odd name', { ...FULL, attributes: { 'a.b': 1 } }, ['attributes.a.b']],
    [
      'a prototype as attribute',
      JSON.parse('{"__proto__":1}'),
      ['declarationNo', 'direction', 'registeredAt', 'customsHouse', 'trader', 'items', ''],
    ],
    ['NUL', { ...FULL, trader: { id: 'T\0' } }, ['trader.id']],
    ['NUL in an attribute', { ...FULL, attributes: { a: '\0' } }, ['attributes.a']],
    ['half a surrogate pair', { ...FULL, carrier: 'a\ud83d' }, ['carrier']],
    ['the other half', item({ description: '\ude00b' }), ['items.0.description']],
    ['an unknown house', { ...FULL, customsHouse: '9999' }, ['customsHouse']],
  ])('are found in %s', (_what, value, paths) => {
    const sent: unknown = JSON.parse(JSON.stringify(value, (_key, one: unknown) => one));
    // Infinity is no JSON: it is what 1e999 is read as.
    const asRead = _what === 'an infinite mass' || _what === 'a prototype as attribute' ? value : sent;
    expect(faults(asRead)).toEqual(paths);
  });

  test('name the declaration where it has a number', () => {
    expect(checkDeclaration({ declarationNo: 'D-9' }, houses)).toMatchObject({ declarationNo: 'D-9' });
    expect(checkDeclaration({ declarationNo: 9 }, houses)).toMatchObject({ declarationNo: null });
    expect(checkDeclaration({ declarationNo: 'D'.repeat(999) }, houses)).toMatchObject({
      declarationNo: 'D'.repeat(64),
    });
  });

  test('are named to 50, however many there are', () => {
    const items = Array.from({ length: 999 }, (_, i) => ({ itemNo: i + 1, hsCode: 'x', customsValue: -1 }));
    expect(faults({ ...FULL, items })).toHaveLength(50);
  });

  test('quote what was sent only in part', () => {
    const name = 'n'.repeat(1_000_000);
    const result = checkDeclaration({ ...FULL, [name]: 1, attributes: { [`${name}.`]: 1 } }, houses);
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result).length).toBeLessThan(2000);
  });
});

describe('registeredAt', () => {
  test.each([
    '2026-03-02T09:30:00Z',
    '2026-03-02T09:30:00.123456789-03:30',
    '1970-01-01T00:00:00+14:00',
    '2199-12-31T23:59:59-12:00',
    '2024-02-29T23:59:59Z',
  ])('%s is taken', (registeredAt) => {
    expect(JSON.parse(accepted({ ...FULL, registeredAt }).json)).toMatchObject({ registeredAt });
  });

  test.each([
    '2026-03-02',
    '2026-03-02T09:30:00',
    '2026-03-02T09:30:00+0800',
    '2026-03-02T09:30:60Z',
    '2026-02-29T09:30:00Z',
    '2026-03-02T24:00:00Z',
    '2026-03-02T09:30:00+24:00',
    '1969-12-31T23:59:59Z',
    '2200-01-01T00:00:00Z',
    '9999-12-31T23:59:59-01:00',
    '2026-03-02 09:30:00Z',
  ])('%s is a fault', (registeredAt) => {
    expect(faults({ ...FULL, registeredAt })).toEqual(['registeredAt']);
  });

  test('that is taken is one instant to us, to JavaScript and in the four-digit years Postgres reads', () => {
    const pad = (n: number) => String(n).padStart(2, '0');
    const two = (max: number) => fc.integer({ min: 0, max }).map(pad);
    const text = fc
      .tuple(
        fc.integer({ min: 1960, max: 9999 }),
        two(13),
        two(32),
        two(24),
        two(60),
        two(60),
        two(25),
        two(60),
      )
      .chain(([y, mo, d, h, mi, s, zh, zm]) =>
        fc
          .constantFrom('Z', `+${zh}:${zm}`, `-${zh}:${zm}`)
          .map((z) => `${y}-${mo}-${d}T${h}:${mi}:${s}${z}`),
      );
    fc.assert(
      fc.property(text, (registeredAt) => {
        if (!checkDeclaration({ ...FULL, registeredAt }, houses).ok) return;
        expect(new Date(registeredAt).toISOString()).toMatch(/^\d{4}-/);
        expect(parseInstant(registeredAt)).toBe(Date.parse(registeredAt));
      }),
      { numRuns: 2000 },
    );
  });
});
