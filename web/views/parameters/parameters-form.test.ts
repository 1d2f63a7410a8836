import { describe, expect, it, test } from 'vitest';
import type { PartContent } from '../../../shared/domain/ruleset/part.ts';
import { parametersForm, readParameters, type FormFault, type ParametersForm } from './parameters-form.ts';

const ZONE = 'Asia/Shanghai';
const parameters: PartContent['policy'] = {
  thresholds: { red: 80, orange: 40 },
  creditShift: { AEO: 10, C: -5 },
  randomRate: 0.07,
  regulated: false,
  strata: [{ name: 'post', when: { field: 'transportMode', op: 'eq', value: '5' }, rate: 0.0025 }],
  dated: [
    { from: '2026-12-01T00:00:00+08:00', thresholds: { red: 70, orange: 30 }, creditShift: { C: -9 } },
    { from: '2027-01-01T00:00:00+08:00', randomRate: 0.01, regulated: true },
  ],
};
const form = () => parametersForm(parameters, ZONE);

describe('parameters', () => {
  it('stay as they are when their form is sent unchanged', () => {
    expect(readParameters(form(), ZONE)).toEqual({ parameters });
  });

  it('say that they regulate, which they do where nothing is said', () => {
    const { regulated: _, ...unsaid } = parameters;
    expect(readParameters(parametersForm(unsaid, ZONE), ZONE)).toEqual({
      parameters: { ...parameters, regulated: true },
    });
  });

  it('lose what is taken from the form', () => {
    const { strata: _, dated: __, ...rest } = parameters;
    expect(readParameters({ ...form(), strata: [], dated: [], shifts: [] }, ZONE)).toEqual({
      parameters: { ...rest, creditShift: {} },
    });
  });

  it('change in the order of their dates, whatever that of the form', () => {
    const read = readParameters({ ...form(), dated: form().dated.toReversed() }, ZONE);
    expect(read).toEqual({ parameters });
  });
});

test.each<[string, (form: ParametersForm) => void, FormFault]>([
  ['a threshold that is no number', (f) => (f.red = 'high'), { field: 'red' }],
  ['an empty threshold', (f) => (f.orange = ' '), { field: 'orange' }],
  ['a rate that is no number', (f) => (f.randomRate = '1 in 10'), { field: 'randomRate' }],
  ['a class without a name', (f) => (f.shifts[1]!.creditClass = ''), { field: 'creditClass', at: 1 }],
  ['a class named twice', (f) => (f.shifts[1]!.creditClass = ' AEO'), { field: 'creditClass', at: 1 }],
  ['a shift without points', (f) => (f.shifts[0]!.points = ''), { field: 'points', at: 0 }],
  ['a stratum without a name', (f) => (f.strata[0]!.name = ''), { field: 'name', at: 0 }],
  ['a stratum without a rate', (f) => (f.strata[0]!.rate = ''), { field: 'rate', at: 0 }],
  ['a change without a date', (f) => (f.dated[1]!.from = ''), { field: 'datedFrom', at: 1 }],
  ['half of the thresholds', (f) => (f.dated[0]!.red = ''), { field: 'datedThresholds', at: 0 }],
  ['a dated rate', (f) => (f.dated[1]!.randomRate = 'x'), { field: 'datedRate', at: 1 }],
])('%s is a fault of its field', (_what, change, fault) => {
  const changed = form();
  change(changed);
  expect(readParameters(changed, ZONE)).toEqual({ faults: [fault] });
});
