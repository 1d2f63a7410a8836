import { describe, expect, test } from 'vitest';
import type { Channel } from '../../shared/domain/channel/channel.ts';
import type { Assessed } from './assessment.ts';
import { boardHitsOf, flowOf, profileFlowOf } from './summarise.ts';

interface Given {
  house?: string;
  channel?: Channel;
  score?: number;
  hits?: [code: string, score: number, status?: 'active' | 'shadow'][];
}

let number = 0;

/** An assessed declaration of which only what summaries read is there. */
function assessed({ house = 'H1', channel = 'green', score = 0, hits = [] }: Given): Assessed {
  return {
    declaration: { declarationNo: `D${number++}`, version: 1, customsHouse: house },
    hits: hits.map(([code, points, status = 'active']) => ({
      profile: { code, version: 1, title: `Title ${code}`, score: points, status },
      items: [],
      shadow: status === 'shadow',
    })),
    errors: [],
    decision: { channel, score },
  } as unknown as Assessed;
}

describe('the flow of a batch', () => {
  test('of nothing is nothing', () => {
    expect(flowOf([])).toEqual([]);
  });

  test('counts channels, hits acted on and scores by house', () => {
    expect(
      flowOf([
        assessed({
          channel: 'red',
          score: 80,
          hits: [
            ['P', 50],
            ['Q', 30],
          ],
        }),
        assessed({
          channel: 'orange',
          score: 40,
          hits: [
            ['P', 40],
            ['S', 9, 'shadow'],
          ],
        }),
        assessed({ house: 'H2' }),
        assessed({ channel: 'red', score: 1.5 }),
        assessed({}),
      ]),
    ).toEqual([
      ['H1', 2, 1, 1, 3, 121.5],
      ['H2', 0, 0, 1, 0, 0],
    ]);
  });
});

describe('the hits of a batch by profile', () => {
  const recorded = (batch: Assessed[], decisive: string[] = []) =>
    profileFlowOf(
      batch.map((one) => ({
        ...one,
        hits: one.hits.map((hit) => ({ ...hit, because: [], decisive: decisive.includes(hit.profile.code) })),
        order: null,
      })),
    );

  test('are nothing of nothing', () => {
    expect(recorded([assessed({})])).toEqual([]);
  });

  test('count what acted and what did not, and the reds that rest on one alone', () => {
    const batch = [
      assessed({
        channel: 'red',
        hits: [
          ['A', 1],
          ['B', 1],
          ['S', 1, 'shadow'],
        ],
      }),
      assessed({ hits: [['A', 1]] }),
      assessed({ house: 'H2', channel: 'red', hits: [['A', 1]] }),
    ];
    const none = { version: 1, customsHouse: 'H1', hits: 0, shadowHits: 0, reds: 0, extraReds: 0 };
    expect(recorded(batch, ['A'])).toEqual([
      { ...none, profile: 'A', hits: 2, reds: 1, extraReds: 2 },
      { ...none, profile: 'B', hits: 1, reds: 1 },
      { ...none, profile: 'S', shadowHits: 1 },
      { ...none, profile: 'A', customsHouse: 'H2', hits: 1, reds: 1, extraReds: 1 },
    ]);
  });
});

describe('the hits of a batch for a board', () => {
  const placeOf = (house: string) => ({ name: `Name ${house}`, nameZh: `名${house}` });
  const shown = (batch: Assessed[]) =>
    boardHitsOf(batch, 99, placeOf).map((one) => `${one.house} ${one.profile}`);

  test('are the highest-scored one of each house, the first of equals', () => {
    expect(
      shown([
        assessed({
          hits: [
            ['A', 10],
            ['B', 20],
          ],
        }),
        assessed({
          hits: [
            ['C', 20],
            ['D', 5],
          ],
        }),
        assessed({ house: 'H2', hits: [['E', 0]] }),
        assessed({ house: 'H3' }),
      ]),
    ).toEqual(['H1 B', 'H2 E']);
  });

  test('never show what runs in shadow', () => {
    expect(
      shown([
        assessed({
          hits: [
            ['S', 90, 'shadow'],
            ['A', 1],
          ],
        }),
      ]),
    ).toEqual(['H1 A']);
    expect(shown([assessed({ hits: [['S', 90, 'shadow']] })])).toEqual([]);
  });

  test('say where, what and when, and nothing of a person', () => {
    const one = assessed({ channel: 'orange', hits: [['A', 1]] });
    const { declarationNo } = one.declaration;
    expect(boardHitsOf([one], 99, placeOf)).toEqual([
      {
        id: `${declarationNo}/1/A`,
        decidedAt: 99,
        declarationNo,
        profile: 'A',
        title: 'Title A',
        channel: 'orange',
        house: 'H1',
        place: { name: 'Name H1', nameZh: '名H1' },
      },
    ]);
  });
});
