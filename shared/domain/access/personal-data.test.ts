import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { VersionedDeclaration } from '../declaration.ts';
import { FIELDS } from '../targeting/fields.ts';
import { isPersonalField, MASK, maskDeclaration, maskFact, maskVersion } from './personal-data.ts';

const DECLARATION: VersionedDeclaration = {
  declarationNo: 'D-1',
  version: 2,
  direction: 'import',
  registeredAt: '2026-03-02T09:30:00+08:00',
  customsHouse: '2201',
  declarant: 'Li Broker',
  trader: { id: 'T-4711', name: 'Acme Trading' },
  counterparty: 'Jane Doe',
  carrier: 'Carry On',
  transportMode: '3',
  transportId: 'B-AB 1234',
  containers: ['MSKU1234565'],
  attributes: { telephone: 13_912_345_678, contact: 'Wang', bonded: true },
  items: [
    {
      itemNo: 1,
      hsCode: '847130',
      description: 'Notebooks',
      customsValue: 1,
      attributes: { owner: 'Zhao Wu' },
    },
  ],
};

describe('a declaration that is masked', () => {
  const masked = maskDeclaration(DECLARATION) as VersionedDeclaration;

  it('keeps what was declared of the goods and of the way', () => {
    expect(masked).toMatchObject({
      declarationNo: 'D-1',
      customsHouse: '2201',
      containers: ['MSKU1234565'],
      items: [{ itemNo: 1, hsCode: '847130', description: 'Notebooks', customsValue: 1 }],
    });
  });

  it('has one and the same mask for every party, vehicle and national field', () => {
    expect(masked).toMatchObject({
      declarant: MASK,
      trader: { id: MASK, name: MASK },
      counterparty: MASK,
      carrier: MASK,
      transportId: MASK,
      attributes: { telephone: MASK, contact: MASK, bonded: true },
      items: [{ attributes: { owner: MASK } }],
    });
  });

  it('says nothing of fields that it does not know', () => {
    const odd = maskDeclaration({
      ...DECLARATION,
      notify: { name: 'Somebody' },
      items: [{ itemNo: 1, buyer: 'B' }, 'x'],
    });
    expect(odd).toMatchObject({ notify: MASK, items: [{ itemNo: 1, buyer: MASK }, MASK] });
    expect([maskDeclaration('Somebody'), maskDeclaration(null)]).toEqual([MASK, null]);
  });
});

test('the catalogue and the mask call the same fields personal', () => {
  const probe = { ...DECLARATION, procedure: 'P', currency: 'CNY' } as Record<string, unknown>;
  const masked = maskDeclaration(probe) as Record<string, Record<string, unknown>>;
  for (const name of Object.keys(FIELDS)) {
    const [head = '', tail] = name.split('.');
    if (head === 'item' || !(head in probe)) continue;
    const before = tail === undefined ? probe[head] : (probe[head] as Record<string, unknown>)[tail];
    const after = tail === undefined ? masked[head] : masked[head]![tail];
    if (before === undefined) continue;
    expect([name, after !== before && after === MASK]).toEqual([name, isPersonalField(name)]);
  }
});

test.each([
  ['trader.id', 'T-1', MASK],
  ['attributes.passport', 'E123', MASK],
  ['item.attributes.owner', 17, MASK],
  ['nobody.knows', 'x', MASK],
  ['item.hsCode', '847130', '847130'],
  ['trader.creditClass', 'regular', 'regular'],
  ['trader.declarations24h', 3, 3],
])('of the fact %s, %j is shown as %j', (field, value, shown) => {
  expect(maskFact(field, value)).toBe(shown);
});

/** Letters that stand nowhere else in the answer, so that a survivor can be no coincidence. */
const secret = fc
  .array(fc.constantFrom('甲', '乙', '丙', '丁', '"', '\\', '$&', 'é'), { minLength: 3, maxLength: 12 })
  .map((parts) => parts.join(''));
const attributes = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', 'constructor', '__proto__'),
  fc.oneof(secret, fc.integer({ min: 770_077, max: 779_977 }), fc.boolean()),
);

test('no value that is masked survives anywhere in a version, whatever the decision, hits and orders repeat', () => {
  fc.assert(
    fc.property(
      fc.record({
        trader: fc.record({ id: secret, name: secret }),
        parties: fc.record({ declarant: secret, counterparty: secret, carrier: secret, transportId: secret }),
        attributes,
        itemAttributes: attributes,
        unknown: fc.oneof(secret, fc.array(secret), fc.record({ deep: secret })),
      }),
      (given) => {
        const values = textsOf(given);
        const version = maskVersion({
          declaration: {
            ...DECLARATION,
            ...given.parties,
            trader: given.trader,
            attributes: given.attributes,
            notify: given.unknown,
            items: [{ ...DECLARATION.items[0], attributes: given.itemAttributes }],
          },
          decision: {
            explanation: {
              floor: 'red',
              facts: { creditClass: 'regular', 'trader.id': given.trader.id, later: given.unknown },
              errors: [{ profile: 'P', message: `no number: ${given.trader.name}` }],
              later: values,
            },
          },
          hits: values.map((value) => ({ profile: 'P', title: `Watch ${value}`, facts: { value } })),
          controlOrder: {
            instructions: values.map((value) => ({
              source: 'profile',
              guidance: { en: `Ask ${value} twice` },
            })),
          },
          channelChanges: values.map((value) => ({ to: 'red', reason: `${value} was seen` })),
        });
        const answer = JSON.stringify(version);
        for (const value of values) expect(answer).not.toContain(JSON.stringify(value).slice(1, -1));
        expect(version).toMatchObject({ decision: { explanation: { floor: 'red' } } });
        expect(answer).toContain('Notebooks');
      },
    ),
    { numRuns: 300 },
  );
});

function textsOf(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

test('the reasons of a hit keep their paths and tell no person, however short the name', () => {
  const held = (field: string | undefined, fact: unknown) => ({
    path: 'all.0',
    ...(field && { field }),
    fact,
  });
  const { hits } = maskVersion({
    declaration: { trader: { id: 'T1' }, currency: 'USD' },
    decision: null,
    hits: [
      {
        profile: 'P',
        because: [
          held('trader.id', 'T1'),
          held('attributes.phone', 4711),
          held('currency', 'USD'),
          held('trader.name', null),
          held(undefined, null),
        ],
      },
    ],
    controlOrder: null,
  });
  expect(hits).toEqual([
    {
      profile: 'P',
      because: [
        held('trader.id', MASK),
        held('attributes.phone', MASK),
        held('currency', 'USD'),
        held('trader.name', null),
        held(undefined, null),
      ],
    },
  ]);
});
