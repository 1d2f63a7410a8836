import { expect, test } from 'vitest';
import { joinChanges, MOST_CHANGE_KEYS, type Change } from './changes.ts';

const change = (keys: string[], scope: Change['scope'] = 'house:2201'): Change => ({
  subject: 'alarms',
  scope,
  keys,
});
const many = (count: number, prefix = '') => Array.from({ length: count }, (_, i) => `${prefix}${i}`);

test.each<[string, Change[], Change[]]>([
  ['nothing stays nothing', [], []],
  [
    'one place is named once, each key once',
    [change(['1', '2']), change(['2', '3'])],
    [change(['1', '2', '3'])],
  ],
  ['anything swallows what is named', [change(['1']), change([]), change(['2'])], [change([])]],
  [
    'places and subjects stay apart',
    [change(['1']), change(['1'], 'national'), { subject: 'orders', scope: 'house:2201', keys: ['1'] }],
    [change(['1']), change(['1'], 'national'), { subject: 'orders', scope: 'house:2201', keys: ['1'] }],
  ],
  [
    'as many as one message names are named',
    [change(many(MOST_CHANGE_KEYS))],
    [change(many(MOST_CHANGE_KEYS))],
  ],
  ['more are anything', [change(many(MOST_CHANGE_KEYS)), change(['one more'])], [change([])]],
  [
    'more over several places are anything where the room ends',
    [change(many(MOST_CHANGE_KEYS - 1)), change(['1', '2'], 'national')],
    [change(many(MOST_CHANGE_KEYS - 1)), change([], 'national')],
  ],
])('%s', (_what, changes, joined) => {
  expect(joinChanges(changes)).toEqual(joined);
});
