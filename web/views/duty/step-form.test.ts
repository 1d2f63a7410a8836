import { expect, test } from 'vitest';
import { ALARM_PRIORITIES } from '../../../shared/domain/targeting/profile.ts';
import { STANDARD_ESCALATION } from '../../../shared/domain/alarm/escalation.ts';
import { formFaults, formOf, nextForm, stepsOf, type StepForm } from './step-form.ts';

const form = (minutes: string): StepForm => ({ minutes, whom: 'supervisor', reach: 'own', onDuty: true });

test.each(ALARM_PRIORITIES)('the steps for %s come back from the form as they were', (priority) => {
  const steps = STANDARD_ESCALATION[priority];
  expect(stepsOf(steps.map(formOf))).toEqual(steps);
});

test.each<[string[], (string | null)[]]>([
  [
    ['0', '15', '15', '10080'],
    [null, null, null, null],
  ],
  [
    ['15', '5', '20'],
    [null, 'order', null],
  ],
  [
    ['', '1.5', '-1', '10081', ' 7 '],
    ['minutes', 'minutes', 'minutes', 'minutes', null],
  ],
])('the minutes %j: %j', (minutes, faults) => {
  const forms = minutes.map(form);
  expect(formFaults(forms)).toEqual(faults);
  expect(stepsOf(forms)).toHaveLength(faults.every((fault) => fault === null) ? minutes.length : 0);
});

test('only who is named by shift calendars can be asked for on duty', () => {
  expect(stepsOf([{ ...form('5'), whom: 'manager' }])).toEqual([
    { afterMinutes: 5, to: { role: 'manager', scope: 'own', onDuty: false } },
  ]);
});

test('a step that is added comes after the others', () => {
  expect([[], [form('15')], [form('15'), form('9000')]].map((forms) => nextForm(forms).minutes)).toEqual([
    '15',
    '30',
    '10080',
  ]);
});
