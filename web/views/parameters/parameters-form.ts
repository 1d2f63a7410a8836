import type { PartContent } from '../../../shared/domain/ruleset/part.ts';
import type { Condition } from '../../../shared/domain/targeting/condition.ts';
import type { DatedParameters } from '../../../shared/domain/targeting/profile.ts';
import { fromZonedInput, toZonedInput } from '../profiles/editor/zoned-time.ts';

type Parameters = PartContent['policy'];

/** A change from an instant on, as the form holds it: what is left empty stays as it was before. */
export interface DatedForm {
  /** As `datetime-local` holds it. */
  from: string;
  red: string;
  orange: string;
  randomRate: string;
  regulated: '' | 'yes' | 'no';
  /** What the form has no fields for stays as it is. */
  rest: Pick<DatedParameters, 'creditShift' | 'strata'>;
}

/** The parameters as the form holds them: figures as they are typed, rates in per cent. */
export interface ParametersForm {
  red: string;
  orange: string;
  randomRate: string;
  regulated: boolean;
  shifts: { creditClass: string; points: string }[];
  strata: { name: string; when: Condition; rate: string }[];
  dated: DatedForm[];
}

export type FormFault =
  | { field: 'red' | 'orange' | 'randomRate' }
  | { field: 'creditClass' | 'points'; at: number }
  | { field: 'name' | 'rate'; at: number }
  | { field: 'datedFrom' | 'datedThresholds' | 'datedRate'; at: number };

/** To a millionth of a per cent, so that 0.07 is 7 and not 7.000000000000001. */
const roundPercent = (percent: number) => Math.round(percent * 1e6) / 1e6;
const percentText = (share: number | undefined) =>
  share === undefined ? '' : String(roundPercent(100 * share));

/** The form for parameters; dates by the clocks of `timeZone`. */
export function parametersForm(parameters: Parameters, timeZone: string): ParametersForm {
  const { thresholds, creditShift, randomRate, strata = [], regulated = true, dated = [] } = parameters;
  return {
    red: String(thresholds.red),
    orange: String(thresholds.orange),
    randomRate: percentText(randomRate),
    regulated,
    shifts: Object.entries(creditShift).map(([creditClass, points]) => ({
      creditClass,
      points: String(points),
    })),
    strata: strata.map(({ name, when, rate }) => ({
      name,
      when,
      rate: percentText(rate),
    })),
    dated: dated.map(({ from, thresholds: limits, randomRate: rate, regulated: regulates, ...rest }) => ({
      from: toZonedInput(from, timeZone),
      red: limits === undefined ? '' : String(limits.red),
      orange: limits === undefined ? '' : String(limits.orange),
      randomRate: percentText(rate),
      regulated: regulates === undefined ? '' : regulates ? 'yes' : 'no',
      rest,
    })),
  };
}

/** The parameters that a form asks for, or what of it cannot be read. What they may be the server decides. */
export function readParameters(
  form: ParametersForm,
  timeZone: string,
): { parameters: Parameters } | { faults: FormFault[] } {
  const faults: FormFault[] = [];
  const figure = (typed: string, fault: FormFault): number => {
    const value = Number(typed.trim().replace('−', '-').replace(',', '.'));
    if (typed.trim() !== '' && Number.isFinite(value)) return value;
    faults.push(fault);
    return 0;
  };
  const rate = (typed: string, fault: FormFault) =>
    roundPercent(figure(typed.replace(/\s*%$/, ''), fault)) / 100;

  const parameters: Parameters = {
    thresholds: {
      red: figure(form.red, { field: 'red' }),
      orange: figure(form.orange, { field: 'orange' }),
    },
    creditShift: {},
    randomRate: rate(form.randomRate, { field: 'randomRate' }),
    regulated: form.regulated,
  };
  form.shifts.forEach(({ creditClass, points }, at) => {
    const name = creditClass.trim();
    if (name === '' || Object.hasOwn(parameters.creditShift, name)) faults.push({ field: 'creditClass', at });
    parameters.creditShift[name] = figure(points, { field: 'points', at });
  });
  const strata = form.strata.map(({ name, when, rate: typed }, at) => {
    if (name.trim() === '') faults.push({ field: 'name', at });
    return { name: name.trim(), when, rate: rate(typed, { field: 'rate', at }) };
  });
  if (strata.length > 0) parameters.strata = strata;
  const dated = form.dated.map((change, at): DatedParameters => {
    const from = fromZonedInput(change.from, timeZone);
    if (from === '') faults.push({ field: 'datedFrom', at });
    const limits = change.red.trim() !== '' || change.orange.trim() !== '';
    const wrong: FormFault = { field: 'datedThresholds', at };
    return {
      ...change.rest,
      from,
      ...(limits && { thresholds: { red: figure(change.red, wrong), orange: figure(change.orange, wrong) } }),
      ...(change.randomRate.trim() !== '' && {
        randomRate: rate(change.randomRate, { field: 'datedRate', at }),
      }),
      ...(change.regulated !== '' && { regulated: change.regulated === 'yes' }),
    };
  });
  if (dated.length > 0) {
    parameters.dated = dated.toSorted((a, b) => Date.parse(a.from) - Date.parse(b.from));
  }
  return faults.length > 0 ? { faults } : { parameters };
}
