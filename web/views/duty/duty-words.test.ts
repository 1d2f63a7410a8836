import { expect, test } from 'vitest';
import type { ScopeId } from '../../../shared/domain/access/scope.ts';
import { STANDARD_ESCALATION } from '../../../shared/domain/alarm/escalation.ts';
import { inLocale } from '../../ui/locale.test-kit.ts';
import { daysText, durationText, reachName, stepText, timesText } from './duty-words.ts';

test.each([
  [0, '0 min', '0分钟'],
  [59, '59 min', '59分钟'],
  [60, '1 h', '1小时'],
  [90, '1 h 30 min', '1小时30分钟'],
])('%d minutes', (minutes, en, zh) => {
  expect([inLocale('en', () => durationText(minutes)), inLocale('zh', () => durationText(minutes))]).toEqual([
    en,
    zh,
  ]);
});

test.each([
  [[7, 1, 2, 3, 4, 5, 6], 'every day', '每天'],
  [[1, 2, 3, 4, 5], 'Mon–Fri', '周一–周五'],
  [[7, 3, 1, 6], 'Mon, Wed, Sat, Sun', '周一、周三、周六、周日'],
  [[2], 'Tue', '周二'],
])('the days %j', (days, en, zh) => {
  expect([inLocale('en', () => daysText(days)), inLocale('zh', () => daysText(days))]).toEqual([en, zh]);
});

test('times say where they pass midnight', () => {
  const text = (from: string, to: string) => inLocale('en', () => timesText({ from, to }));
  expect([text('06:00', '14:00'), text('22:00', '06:00'), text('08:00', '08:00')]).toEqual([
    '06:00–14:00',
    '22:00–06:00 on the next day',
    '08:00–08:00 on the next day',
  ]);
});

test.each<[ScopeId, string[]]>([
  ['house:2201', ['Customs house 2201', 'its district', 'National centre']],
  ['district:2200', ['the place of the alarm', 'District 2200', 'National centre']],
  ['national', ['the place of the alarm', 'its district', 'National centre']],
])('at %s the reaches are %j', (scope, names) => {
  const reaches = ['own', 'district', 'national'] as const;
  expect(inLocale('en', () => reaches.map((reach) => reachName(reach, scope)))).toEqual(names);
});

test('the steps of a policy in words', () => {
  expect(
    inLocale('en', () => STANDARD_ESCALATION.critical.map((step) => stepText(step, 'house:2201'))),
  ).toEqual([
    'after 5 min: the shift supervisors on duty · Customs house 2201',
    'after 10 min: all shift supervisors · its district',
    'after 10 min: the webhooks that ask for it',
    'after 15 min: the shift supervisors on duty · National centre',
    'after 30 min: all managers · National centre',
  ]);
  expect(inLocale('zh', () => stepText(STANDARD_ESCALATION.high[0]!, 'national'))).toBe(
    '15分钟后：报警所在地 · 当班值班长',
  );
});
