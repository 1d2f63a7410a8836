import { expect, test } from 'vitest';
import { alarmOccurrences } from '../../shared/domain/alarm/raise.ts';
import { hitOf, profileOf } from '../../shared/domain/targeting/sample.test-kit.ts';
import type { Profile } from '../../shared/domain/targeting/profile.ts';
import { MEMBER, memberLines } from './alarm-members.ts';
import type { Assessed } from './assessment.ts';

const AT = new Date('2026-05-01T10:00:00Z');
const profile = (code: string, change: Partial<Profile> = {}) =>
  profileOf({ field: 'direction', op: 'exists' }, { code, ...change });

/** An assessed declaration of which only what members tell of is there. */
function assessed(number: string, change: object): Assessed {
  const items = [
    { itemNo: 1, hsCode: '847130' },
    { itemNo: 7, hsCode: '24022000' },
  ];
  const header = { declarationNo: number, version: 1, customsHouse: '2201', trader: { id: 'T' } };
  const declaration = { ...header, countryOfDispatch: 'DE', items };
  return { declaration, facts: {}, hits: [], errors: [], ...change } as unknown as Assessed;
}

const value = profile('VAL', { alarm: 'low' });
const quiet = profile('QUIET');
const broken = { profile: profile('BAD'), shadow: true, message: 'expected text' };
const batch = [
  assessed('D-1', { hits: [hitOf(value, [7, 1]), hitOf(quiet, [1])] }),
  assessed('D-2', { hits: [hitOf(profile('SHADOW', { alarm: 'high', status: 'shadow' }), [1])] }),
  assessed('D-3', { hits: [hitOf(value, [])], errors: [broken] }),
];

function members() {
  const lines = memberLines(
    { receivedAt: AT, decidedAt: AT, rulesetVersion: 9 },
    batch,
    (cause) => `alarm of ${cause}`,
  );
  const columns = MEMBER.split(', ');
  return lines
    .trimEnd()
    .split('\n')
    .map((line) => Object.fromEntries(line.split('\t').map((cell, i) => [columns[i], cell])));
}

test('every hit that raises an alarm, and every failure, is a member with what it may have in common', () => {
  const common = { trader_id: 'T', route: 'DE>2201', ruleset_version: '9', customs_house: '2201' };
  const cause = 'alarm of profile:VAL@house:2201';
  expect(members()).toMatchObject([
    { ...common, alarm_id: cause, declaration_no: 'D-1', profile_code: 'VAL', heading: '2402' },
    { ...common, alarm_id: cause, declaration_no: 'D-3', profile_code: 'VAL', heading: '8471' },
    {
      ...common,
      alarm_id: 'alarm of system:evaluation-error@profile:BAD',
      profile_code: 'BAD',
      heading: '8471',
    },
  ]);
});

test('there are as many as occurrences, of the same causes', () => {
  const decided = batch.map(({ hits, errors, declaration: { customsHouse } }) => {
    return { decidedAt: AT, customsHouse, district: null, hits, errors };
  });
  const occurrences = alarmOccurrences(decided, 9);
  const counted = Object.groupBy(members(), ({ alarm_id }) => alarm_id!);
  expect(Object.fromEntries(Object.entries(counted).map(([cause, all]) => [cause, all!.length]))).toEqual(
    Object.fromEntries(occurrences.map(({ cause, occurrences: howMany }) => [`alarm of ${cause}`, howMany])),
  );
});
