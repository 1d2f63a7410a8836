import { describe, expect, test } from 'vitest';
import type { ExpectedFlow, FlowMeasure } from '../metrics/expected-flow.ts';
import { FLOW_ALARM_TYPES, flowVerdicts, type FlowAlarmType, type FlowWindow } from './flow.ts';

const usual = (expected: number, lower: number, upper: number): ExpectedFlow => {
  return { expected, lower, upper, dispersion: 2, weeks: 8 };
};

const USUAL: FlowWindow['usual'] = {
  declarations: usual(100, 44, 170),
  hits: usual(40, 10, 85),
  reds: usual(30, 5, 70),
};

const window = (
  observed: Partial<Record<FlowMeasure, number>>,
  expected: Partial<FlowWindow['usual']> = {},
): FlowWindow => ({
  observed: { declarations: 100, hits: 40, reds: 30, ...observed },
  usual: { ...USUAL, ...expected },
});

const there = (...windows: [FlowWindow, ...FlowWindow[]]): FlowAlarmType[] => {
  const verdicts = flowVerdicts(windows);
  return FLOW_ALARM_TYPES.filter((type) => verdicts[type].verdict === 'there');
};

test('the usual flow is none of them', () => {
  const verdicts = flowVerdicts([window({}), window({})]);
  expect(FLOW_ALARM_TYPES.map((type) => verdicts[type].verdict)).toEqual(FLOW_ALARM_TYPES.map(() => 'gone'));
});

describe('beyond the limits', () => {
  test.each<[string, Partial<Record<FlowMeasure, number>>, FlowAlarmType[]]>([
    ['on the upper limit', { declarations: 170 }, []],
    ['above it', { declarations: 171 }, ['declarations-surge']],
    ['on the lower limit', { declarations: 44, hits: 18, reds: 14 }, []],
    ['below it', { declarations: 43, hits: 18, reds: 14 }, ['declarations-drop']],
    ['hits alone', { hits: 86 }, ['hits-surge']],
    ['fewer hits alone', { hits: 9 }, ['hits-drop']],
    ['reds alone', { reds: 71 }, ['reds-surge']],
    ['no reds at all', { reds: 0 }, ['reds-drop']],
    [
      'hits and reds that follow three times the declarations',
      { declarations: 300, hits: 120, reds: 90 },
      ['declarations-surge'],
    ],
    [
      'hits beyond what three times the declarations explain',
      { declarations: 300, hits: 400 },
      ['declarations-surge', 'hits-surge'],
    ],
    ['nothing at all', { declarations: 0, hits: 0, reds: 0 }, ['declarations-drop']],
  ])('%s', (_, observed, expected) => {
    expect(there(window(observed), window(observed))).toEqual(expected);
  });

  test('one evaluation alone raises nothing, and clears nothing', () => {
    const [out, back] = [window({ declarations: 200, hits: 80, reds: 60 }), window({})];
    expect(flowVerdicts([out, back])['declarations-surge'].verdict).toBe('between');
    expect(flowVerdicts([back, out])['declarations-surge'].verdict).toBe('between');
    expect(flowVerdicts([back, back])['declarations-surge'].verdict).toBe('gone');
  });

  // A quarter of the way from 170 back to 100, and from 44 up to 100.
  test.each<[FlowAlarmType, number, 'gone' | 'between']>([
    ['declarations-surge', 160, 'between'],
    ['declarations-surge', 152, 'gone'],
    ['declarations-drop', 50, 'between'],
    ['declarations-drop', 58, 'gone'],
  ])('%s at %d is %s', (type, declarations, verdict) => {
    expect(flowVerdicts([window({ declarations }), window({ declarations })])[type].verdict).toBe(verdict);
  });

  test('where nothing is usual nothing is said', () => {
    const closed = window(
      { declarations: 900, hits: 900, reds: 900 },
      { declarations: null, hits: null, reds: null },
    );
    expect(there(closed, closed)).toEqual([]);
  });

  test('the alarm carries what was measured', () => {
    const drop = window({ declarations: 12 }, { declarations: usual(80.44, 44, 123) });
    expect(flowVerdicts([drop, drop])['declarations-drop']).toEqual({
      verdict: 'there',
      priority: 'medium',
      detail: {
        measure: 'declarations',
        observed: 12,
        expected: 80.4,
        lower: 44,
        upper: 123,
        weeks: 8,
        minutes: 60,
      },
    });
  });
});
