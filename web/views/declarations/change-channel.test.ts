import { describe, expect, test } from 'vitest';
import { ApiError } from '../../shell/api.ts';
import { changeFaults, changeRequest, refusedIn, without } from './change-channel.ts';

describe('a form', () => {
  test.each<[Parameters<typeof changeFaults>[0], string, string[]]>([
    ['red', 'seen at the gate', []],
    ['', 'seen at the gate', ['to']],
    ['', '', ['to', 'reason']],
    ['green', '  four  ', ['reason']],
    ['green', '五个字就够', []],
    ['green', 'x'.repeat(1001), ['reason']],
  ])('with "%s" and "%s" lacks %j', (to, reason, faults) => {
    expect(changeFaults(to, reason)).toEqual(faults);
  });
});

const two = [
  { declarationNo: 'A', version: 1 },
  { declarationNo: 'B', version: 2 },
];

test('a request names each version that was seen', () => {
  const shown = two.map((one) => ({ ...one, score: 70 }));
  expect(changeRequest(shown, 'red', ' seen ')).toEqual({ declarations: two, to: 'red', reason: 'seen' });
});

test('what a refusal names can be left out', () => {
  const details = [{ declarationNo: 'B', version: 2, fault: 'drawn' }];
  const refused = refusedIn(new ApiError(409, 'not-rerouted', '', null, details));
  expect(without(two, refused)).toEqual([two[0]]);
  expect(refusedIn(new ApiError(403, 'no-right', ''))).toEqual([]);
  expect(refusedIn(new Error('other'))).toEqual([]);
});
