import { describe, expect, test } from 'vitest';
import { suppressionSteps, type SuppressibleAlarm } from './suppression.ts';

const NOW = 1_000_000_000;
const minutes = (count: number) => count * 60_000;

const alarm = (
  type: SuppressibleAlarm['type'],
  change: Partial<SuppressibleAlarm> = {},
): SuppressibleAlarm => ({
  type,
  priority: 'medium',
  activeState: true,
  clearedAt: null,
  suppressedState: false,
  customsHouse: type === 'house-silent' || /-(surge|drop)$/.test(type) ? '2201' : null,
  ...change,
});

const gone = (minutesAgo: number) => ({ activeState: false, clearedAt: NOW - minutes(minutesAgo) });

describe('an alarm that follows from another is suppressed', () => {
  test.each<[string, SuppressibleAlarm, SuppressibleAlarm, boolean]>([
    ['a drop while no worker decides', alarm('declarations-drop'), alarm('worker-lost'), true],
    ['a silence while no worker decides', alarm('house-silent'), alarm('worker-lost'), true],
    ['late decisions without a worker', alarm('decision-latency'), alarm('worker-lost'), true],
    ['a silent house while one batch fails', alarm('house-silent'), alarm('batch-failing'), false],
    [
      'a surge after the backlog was full',
      alarm('hits-surge'),
      alarm('intake-backlog', { priority: 'critical' }),
      true,
    ],
    [
      'a drop while the backlog is half full',
      alarm('hits-drop'),
      alarm('intake-backlog', { priority: 'high' }),
      false,
    ],
    ['a drop half an hour after', alarm('reds-drop'), alarm('worker-lost', gone(30)), true],
    ['a drop an hour after', alarm('reds-drop'), alarm('worker-lost', gone(60)), false],
    ['a silence eleven minutes after', alarm('house-silent'), alarm('worker-lost', gone(11)), false],
    ['the drop of a silent house', alarm('declarations-drop'), alarm('house-silent'), true],
    ['the surge of a silent house', alarm('declarations-surge'), alarm('house-silent'), false],
    [
      'the drop of another house',
      alarm('declarations-drop'),
      alarm('house-silent', { customsHouse: '2202' }),
      false,
    ],
    [
      'the silence of another house',
      alarm('house-silent'),
      alarm('house-silent', { customsHouse: '2202' }),
      false,
    ],
    [
      'a house while the nation is silent',
      alarm('house-silent'),
      alarm('house-silent', { customsHouse: null }),
      true,
    ],
    [
      'an inspection backlog',
      alarm('inspection-backlog', { customsHouse: '2201' }),
      alarm('worker-lost'),
      false,
    ],
    ['hits of a profile', alarm('profile-hit', { customsHouse: '2201' }), alarm('worker-lost'), false],
  ])('%s', (_, consequence, cause, suppressed) => {
    expect(suppressionSteps([consequence, cause], NOW)).toEqual([suppressed ? 'suppress' : null, null]);
  });
});

test('it comes back when it no longer follows', () => {
  const drop = alarm('declarations-drop', { suppressedState: true });
  expect(suppressionSteps([drop, alarm('worker-lost', gone(59))], NOW)).toEqual([null, null]);
  expect(suppressionSteps([drop, alarm('worker-lost', gone(61))], NOW)).toEqual(['unsuppress', null]);
  expect(suppressionSteps([drop], NOW)).toEqual(['unsuppress']);
});

test('nothing suppresses itself, nor a cause that is none', () => {
  expect(
    suppressionSteps([alarm('house-silent', { customsHouse: null }), alarm('worker-lost')], NOW),
  ).toEqual(['suppress', null]);
  expect(suppressionSteps([alarm('house-silent'), alarm('declarations-drop')], NOW)).toEqual([
    null,
    'suppress',
  ]);
});
