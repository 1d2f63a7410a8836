import { describe, expect, test } from 'vitest';
import type { AlarmPriority } from '../targeting/profile.ts';
import { backlogVerdict, inspectionsADay } from './backlog.ts';
import { expectedBetween, silenceVerdict, usualOfHour } from './silence.ts';
import { unansweredVerdict } from './unanswered.ts';
import { stepFor, type Step, type Verdict } from './verdict.ts';

const HOUR = 3_600_000;
const NOON = Date.UTC(2026, 10, 24, 12);
const minutesBefore = (minutes: number) => NOON - minutes * 60_000;

describe('a house gone silent', () => {
  // ln 1000 = 6.9 declarations have to be missing.
  test.each<[string, number, number, boolean]>([
    ['a busy house after 9 minutes', 600, 9, false],
    ['a busy house after 10 minutes', 600, 10, true],
    ['42 an hour: 9.8 minutes would do', 42, 10, true],
    ['12 an hour after half an hour', 12, 30, false],
    ['12 an hour after 35 minutes', 12, 35, true],
    ['1 an hour after six hours', 1, 360, false],
    ['1 an hour after seven hours', 1, 420, true],
  ])('%s', (_, anHour, minutes, silent) => {
    const verdict = silenceVerdict(minutesBefore(minutes), NOON, () => anHour);
    expect(verdict.verdict).toBe(silent ? 'there' : 'gone');
  });

  test('a house is silent outside its hours without an alarm, and has one after they begin', () => {
    // From 11 on, 60 an hour: yesterday's declarations were the last.
    const opens = (hour: number) => (hour >= NOON - HOUR ? 60 : 0);
    expect(silenceVerdict(NOON - 20 * HOUR, NOON - HOUR + 5 * 60_000, opens).verdict).toBe('gone');
    expect(silenceVerdict(NOON - 20 * HOUR, NOON - HOUR + 10 * 60_000, opens)).toEqual({
      verdict: 'there',
      priority: 'high',
      detail: { minutes: 1150, expected: 10 },
    });
  });

  test('a house that never lodged is watched for a day, one of which nothing is known not at all', () => {
    expect(silenceVerdict(null, NOON, () => 1)).toMatchObject({ detail: { minutes: 1440, expected: 24 } });
    expect(silenceVerdict(null, NOON, () => null).verdict).toBe('gone');
  });

  test('parts of hours count as parts', () => {
    const rates = (hour: number) => (hour === NOON ? 60 : 20);
    expect(expectedBetween(minutesBefore(30), NOON + 15 * 60_000, rates)).toBeCloseTo(25, 9);
  });

  test('three weeks say nothing of an hour', () => {
    expect([usualOfHour([9, 9, 9]), usualOfHour([8, 12, 8, 12])]).toEqual([null, 10]);
  });
});

describe('an inspection backlog', () => {
  test.each<[number, number, number, Verdict['verdict']]>([
    [1000, 0, 0, 'gone'],
    [35, 40, 0, 'gone'],
    [36, 40, 0, 'between'],
    [40, 40, 0, 'between'],
    [41, 40, 0, 'there'],
    [41, 40, 5, 'gone'],
    [121, 40, 5, 'there'],
  ])('%d open, %d a day, %d an hour: %s', (open, inspectionsPerDay, inspectionsPerHour, verdict) => {
    expect(backlogVerdict(open, { inspectionsPerDay, inspectionsPerHour }).verdict).toBe(verdict);
  });

  test('tells how many wait and how many can be done', () => {
    expect(backlogVerdict(61, { inspectionsPerDay: 40, inspectionsPerHour: 0 })).toMatchObject({
      priority: 'medium',
      detail: { observed: 61, limit: 40 },
    });
    expect(inspectionsADay({ inspectionsPerDay: 40, inspectionsPerHour: 0 })).toBe(40);
  });
});

describe('unanswered control orders', () => {
  test.each<[number, number, AlarmPriority | null]>([
    [0, 0, null],
    [1, 0, 'low'],
    [2, 59, 'low'],
    [3, 0, 'medium'],
    [1, 60, 'medium'],
    [10, 1, 'high'],
    [1, 480, 'high'],
    [50, 1, 'critical'],
    [1, 2880, 'critical'],
  ])('%d orders, the oldest %d minutes: %s', (orders, minutes, priority) => {
    const verdict = unansweredVerdict({ orders, minutes });
    expect(verdict.verdict === 'there' ? verdict.priority : null).toBe(priority);
  });
});

describe('what a verdict asks for', () => {
  const there: Verdict = { verdict: 'there', priority: 'medium', detail: {} };
  test.each<[Verdict, AlarmPriority | null, Step]>([
    [there, null, 'raise'],
    [there, 'medium', 'none'],
    [there, 'high', 'none'],
    [there, 'low', 'raise'],
    [{ verdict: 'between' }, null, 'none'],
    [{ verdict: 'between' }, 'low', 'none'],
    [{ verdict: 'gone' }, null, 'none'],
    [{ verdict: 'gone' }, 'critical', 'clear'],
  ])('%j where %s stands: %s', (verdict, priority, step) => {
    expect(stepFor(verdict, priority === null ? null : { priority })).toBe(step);
  });
});
