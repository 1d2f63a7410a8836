import { describe, expect, test } from 'vitest';
import { MOST_ALARMS_AT_ONCE } from '../../../shared/contract/alarm-limits.ts';
import {
  acknowledgeBody,
  assignBody,
  commentBody,
  reasonBody,
  resolveBody,
  shelveBody,
} from '../../../shared/contract/alarms.ts';
import { isAllowedKeys } from '../../shell/keys.ts';
import { alarmRow } from './alarm-row.test-kit.ts';
import { DEED_RULES, DEEDS, requestsFor, shelvingChoices, targetsOf, type Deed } from './deeds.ts';

const form = { words: ' Seen by me. ', minutes: 30, personId: 'p-1' };
const SCHEMAS: Record<Deed, { parse: (body: unknown) => unknown }> = {
  acknowledge: acknowledgeBody,
  resolve: resolveBody,
  shelve: shelveBody,
  unshelve: reasonBody,
  take: assignBody,
  assign: assignBody,
  'give-back': assignBody,
  escalate: reasonBody,
  comment: commentBody,
  remove: reasonBody,
  return: reasonBody,
  quarantine: reasonBody,
};

test.each(DEEDS)('what is sent to %s is what the server reads', (deed) => {
  const rows = [alarmRow('1', { assignedTo: { id: 'p-2', name: 'Li Wei' } }), alarmRow('2')];
  for (const { body } of requestsFor(deed, rows, form)) expect(SCHEMAS[deed].parse(body)).toEqual(body);
});

test('each deed has a key of its own, besides those of moving, searching and muting', () => {
  const keys = [...DEEDS.map((deed) => DEED_RULES[deed].key), 'j', 'k', 'x', '*', '/', 'u', 'l'];
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.filter((key) => !isAllowedKeys(key))).toEqual([]);
});

test('very many alarms take several requests, a comment one for each alarm', () => {
  const rows = Array.from({ length: MOST_ALARMS_AT_ONCE + 1 }, (_, index) => alarmRow(String(index + 1)));
  const sizes = (deed: Deed) => requestsFor(deed, rows, form).map(({ ids }) => ids.length);
  expect(sizes('acknowledge')).toEqual([MOST_ALARMS_AT_ONCE, 1]);
  expect(requestsFor('comment', rows.slice(0, 2), form)).toEqual([
    { path: '/api/alarms/1/comments', body: { comment: 'Seen by me.' }, ids: ['1'] },
    { path: '/api/alarms/2/comments', body: { comment: 'Seen by me.' }, ids: ['2'] },
  ]);
});

describe('of what is chosen', () => {
  const chosen = [
    alarmRow('new'),
    alarmRow('known', { state: 'acknowledged' }),
    alarmRow('measured', { type: 'house-silent', kind: 'silence' }),
    alarmRow('latched', { type: 'evaluation-error', kind: 'system', state: 'latched-acknowledged' }),
    alarmRow('shelved', { state: 'shelved' }),
    alarmRow('away', { state: 'out-of-service', profile: null }),
  ];
  const everywhere = () => true;

  test.each<[Deed, string[]]>([
    ['acknowledge', ['new', 'measured']],
    ['resolve', ['new', 'known', 'latched']],
    ['shelve', ['new', 'known', 'measured', 'latched']],
    ['unshelve', ['shelved']],
    ['remove', ['new', 'known', 'measured', 'latched', 'shelved']],
    ['return', ['away']],
    ['quarantine', ['new', 'known', 'measured', 'latched', 'shelved']],
    ['give-back', []],
    ['comment', chosen.map(({ id }) => id)],
  ])('%s takes %j', (deed, ids) => {
    const { targets, unfit } = targetsOf(deed, chosen, everywhere);
    expect(targets.map(({ id }) => id)).toEqual(ids);
    expect(unfit).toBe(chosen.length - ids.length);
  });

  test('what the caller has no right to is counted apart', () => {
    expect(targetsOf('acknowledge', chosen, ({ id }) => id !== 'new')).toMatchObject({
      targets: [{ id: 'measured' }],
      unfit: 4,
      notAllowed: 1,
    });
  });
});

test('the most urgent alarm says how long all may be shelved', () => {
  expect(shelvingChoices([alarmRow('a', { priority: 'low' })]).at(-1)).toBe(1440);
  expect(
    shelvingChoices([alarmRow('a', { priority: 'low' }), alarmRow('b', { priority: 'critical' })]),
  ).toEqual([15, 30]);
});
