import { describe, expect, test } from 'vitest';
import { LoanForm, type LoanField } from './loan-form.svelte.ts';
import { toLocal } from './local-time.ts';

const NOW = new Date(2026, 2, 1, 9, 5, 30);
const inDays = (days: number) => toLocal(new Date(2026, 2, 1 + days, 9, 5));

test('an instant is written by the computer’s clock, and read back to the minute', () => {
  expect(toLocal(NOW)).toBe('2026-03-01T09:05');
  expect(new Date(toLocal(NOW)).getTime()).toBe(new Date(2026, 2, 1, 9, 5).getTime());
});

describe('the form', () => {
  const filled = (change: Partial<LoanForm> = {}) =>
    Object.assign(new LoanForm(NOW), {
      personId: 'p',
      rights: ['declarations.view'],
      scope: 'district:2200',
      reason: 'Help with the containers',
      ...change,
    } as Partial<LoanForm>);

  test('begins with a week from now', () => {
    const { from, until } = new LoanForm(NOW);
    expect([from, until]).toEqual([inDays(0), inDays(7)]);
  });

  test.each<[Partial<LoanForm>, LoanField[]]>([
    [{}, []],
    [{ until: inDays(90) }, []],
    [{ personId: '' }, ['person']],
    [{ rights: [] }, ['rights']],
    [{ scope: '' }, ['scope']],
    [{ from: '' }, ['from']],
    [{ until: '' }, ['until']],
    [{ until: inDays(0) }, ['until']],
    [{ from: inDays(3), until: inDays(2) }, ['until']],
    [{ until: inDays(91) }, ['until']],
    [{ from: inDays(50), until: inDays(130) }, []],
    [{ reason: '   short   ' }, ['reason']],
  ])('with %j finds fault with %j', (change, fields) => {
    expect(
      filled(change)
        .faults(NOW)
        .map(({ field }) => field),
    ).toEqual(fields);
  });

  test('is sent as instants', () => {
    expect(filled({ reason: ' Help with the containers ' }).body()).toEqual({
      personId: 'p',
      rights: ['declarations.view'],
      scope: 'district:2200',
      from: new Date(2026, 2, 1, 9, 5).toISOString(),
      until: new Date(2026, 2, 8, 9, 5).toISOString(),
      reason: 'Help with the containers',
    });
  });

  test('chooses and unchooses rights', () => {
    const form = filled();
    form.choose('board.view', true);
    expect(form.rights).toEqual(['declarations.view', 'board.view']);
    form.choose('declarations.view', false);
    expect(form.rights).toEqual(['board.view']);
  });
});
