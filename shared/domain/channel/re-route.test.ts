import { describe, expect, test } from 'vitest';
import type { Instruction } from '../control/order.ts';
import { CHANNELS, stricter } from './channel.ts';
import { rerouteFault, reroutedInstructions, type RerouteFault, type RoutedDeclaration } from './re-route.ts';

const green: RoutedDeclaration = {
  amended: false,
  channel: 'green',
  floor: 'green',
  drawn: false,
  inspected: false,
};

test.each<[string, Partial<RoutedDeclaration>, 'red' | 'orange' | 'green', RerouteFault | null]>([
  ['stricter', {}, 'red', null],
  ['stricter by one', {}, 'orange', null],
  ['where it is', {}, 'green', 'same-channel'],
  ['more lenient', { channel: 'red' }, 'green', null],
  ['down to the floor', { channel: 'red', floor: 'orange' }, 'orange', null],
  ['below the floor', { channel: 'red', floor: 'orange' }, 'green', 'below-floor'],
  ['below the floor, from there', { channel: 'orange', floor: 'orange' }, 'green', 'below-floor'],
  ['drawn, more lenient', { channel: 'red', drawn: true }, 'orange', 'drawn'],
  ['drawn, more lenient by two', { channel: 'red', drawn: true }, 'green', 'drawn'],
  ['an older version', { amended: true }, 'red', 'amended'],
  ['inspected', { channel: 'red', inspected: true }, 'orange', 'inspected'],
])('%s', (_name, change, to, expected) => {
  expect(rerouteFault({ ...green, ...change }, to)).toBe(expected);
});

test('nothing leads below the floor, and what was drawn stays red', () => {
  for (const channel of CHANNELS) {
    for (const floor of CHANNELS) {
      for (const drawn of [true, false]) {
        for (const to of CHANNELS) {
          if (rerouteFault({ ...green, channel, floor, drawn }, to) !== null) continue;
          expect(stricter(to, floor)).toBe(to);
          if (drawn) expect(to).toBe('red');
        }
      }
    }
  }
});

describe('the instructions of a re-routed order', () => {
  const byProfile: Instruction = {
    source: 'profile',
    profile: 'P-1',
    title: 'A profile',
    items: [2],
    guidance: { en: 'Look.' },
  };

  test('begin with the reason, in the language of who gave it', () => {
    expect(reroutedInstructions([byProfile], '有疑点', 'zh')).toEqual([
      { source: 're-routing', profile: null, title: null, items: [], guidance: { zh: '有疑点' } },
      byProfile,
    ]);
  });

  test('hold the last reason alone', () => {
    const twice = reroutedInstructions(reroutedInstructions([byProfile], 'first', 'en'), 'second', 'en');
    expect(twice.map(({ guidance }) => guidance.en)).toEqual(['second', 'Look.']);
  });
});
