import { expect, test } from 'vitest';
import { ALARM_PRIORITIES } from '../targeting/profile.ts';
import {
  ALARM_DEFINITIONS,
  ALARM_KINDS,
  ALARM_TYPES,
  MAX_TIME_SHELVED,
  TIME_TO_RESPOND,
  transitionRules,
} from './definition.ts';

test.each(ALARM_TYPES)('%s tells what it means in both languages', (type) => {
  const { kind, cause, consequence, response } = ALARM_DEFINITIONS[type];
  expect(ALARM_KINDS).toContain(kind);
  for (const text of [cause, consequence, response]) {
    expect(text.en).toMatch(/^[A-Z].+[.?]$/);
    expect(text.zh).toMatch(/[\u4e00-\u9fff].*。$/);
  }
});

test('the more urgent an alarm, the sooner it is answered and the shorter it is shelved', () => {
  const ascending = (values: number[]) => values.every((value, i) => i === 0 || value > values[i - 1]!);
  expect(ascending(ALARM_PRIORITIES.map((priority) => TIME_TO_RESPOND[priority]))).toBe(true);
  expect(ascending(ALARM_PRIORITIES.map((priority) => MAX_TIME_SHELVED[priority]))).toBe(true);
});

test('what is measured is over when it is measured to be, not when a person says so', () => {
  expect(transitionRules('house-silent', 'high').judgedByPeople).toBe(false);
  expect(transitionRules('profile-hit', 'high').judgedByPeople).toBe(true);
  expect(transitionRules('ruleset-guard', 'high')).toEqual({
    latching: true,
    judgedByPeople: true,
    maxTimeShelved: 240 * 60_000,
  });
});
