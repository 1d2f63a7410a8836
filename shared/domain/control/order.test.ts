import { expect, test } from 'vitest';
import type { Profile } from '../targeting/profile.ts';
import type { Hit } from '../targeting/ruleset-matcher.ts';
import { hitOf, profileOf } from '../targeting/sample.test-kit.ts';
import { orderControl, type OrderInput } from './order.ts';

function hit(code: string, change: Partial<Profile> = {}, items = [1]): Hit {
  return hitOf(
    profileOf({ field: 'direction', op: 'exists' }, { code, title: `Title of ${code}`, ...change }),
    items,
  );
}

function instructions(input: Partial<OrderInput>) {
  return orderControl({ channel: 'red', reasons: [], hits: [], ...input })?.instructions ?? [];
}

test('green orders nothing', () => {
  expect(orderControl({ channel: 'green', reasons: ['below-thresholds'], hits: [hit('A')] })).toBeNull();
});

test('a hit becomes an instruction with its guidance, profile and items', () => {
  const guidance = { en: 'Open two cartons.', zh: '开箱两件。' };
  const order = orderControl({
    channel: 'orange',
    reasons: ['profile-instruction'],
    hits: [hit('VAL-0001', { channel: 'orange', guidance }, [1, 3])],
  });
  expect(order).toEqual({
    channel: 'orange',
    instructions: [
      { source: 'profile', profile: 'VAL-0001', title: 'Title of VAL-0001', items: [1, 3], guidance },
    ],
  });
});

test('mandatory comes first, then the stricter channel, the higher score, the code', () => {
  const hits = [
    hit('D', { score: 5 }),
    hit('C', { score: 5 }),
    hit('E', { score: 60 }),
    hit('B', { channel: 'orange', score: 0 }),
    hit('A', { channel: 'red', score: 0 }),
    hit('F', { channel: 'orange', mandatory: true, score: 0 }),
  ];
  expect(instructions({ hits }).map(({ profile }) => profile)).toEqual(['F', 'A', 'B', 'E', 'C', 'D']);
});

test('one language is enough, none gives fixed words in both', () => {
  const hits = [hit('A', { guidance: { zh: '核对价格。' } }), hit('B', { guidance: {} }), hit('C')];
  const [a, b, c] = instructions({ hits });
  expect(a?.guidance).toEqual({ zh: '核对价格。' });
  expect(b?.guidance).toEqual({ en: expect.stringContaining('Inspect'), zh: expect.any(String) });
  expect(c?.guidance).toEqual(b?.guidance);
});

test('shadow hits order nothing', () => {
  expect(
    instructions({ hits: [hit('S', { status: 'shadow' }), hit('A')] }).map(({ profile }) => profile),
  ).toEqual(['A']);
});

test.each(['random-selection', 'evaluation-error'] as const)(
  '%s adds a fixed instruction in both languages',
  (reason) => {
    const ordered = instructions({ reasons: [reason], hits: [hit('A')] });
    expect(ordered.map(({ source }) => source)).toEqual(['profile', reason]);
    expect(ordered[1]).toMatchObject({
      profile: null,
      items: [],
      guidance: { en: expect.any(String), zh: expect.any(String) },
    });
  },
);

test('an order is never without an instruction', () => {
  expect(instructions({ channel: 'orange', reasons: ['score-orange'] }).map(({ source }) => source)).toEqual([
    'score',
  ]);
});

test('a red that yielded begins with why, and its profiles ask for documents and data', () => {
  const [first, second] = instructions({
    channel: 'orange',
    reasons: ['profile-instruction', 'capacity-yielded'],
    hits: [hit('A', { channel: 'red' })],
  });
  expect(first).toMatchObject({ source: 'capacity-yielded', profile: null, items: [] });
  expect(second?.guidance.en).toContain('Check documents');
});
