/** What is measured of the alarm load of an operator position, in the order shown. */
export const ALARM_KPIS = [
  'per-ten-minutes',
  'per-hour',
  'per-day',
  'peak-ten-minutes',
  'hours-over-30',
  'ten-minutes-over-10',
  'flood-time',
  'upset-ten-minutes',
  'top-ten-share',
  'chattering',
  'fleeting',
  'standing',
  'standing-day',
  'standing-day-new',
  'priority-critical',
  'priority-high',
  'priority-medium',
  'priority-low',
  'acknowledge-median',
  'acknowledge-p90',
  'acknowledge-in-time',
  'shelved',
  'unauthorised-suppression',
] as const;

export type AlarmKpi = (typeof ALARM_KPIS)[number];

/** A limit: a value may be at `most` it, has to stay `below` it, or be at `least` it. */
export interface KpiLimit {
  is: 'most' | 'below' | 'least';
  value: number;
}

export interface KpiStandard {
  /** `rate` and `count` are alarms, `share` 0 to 1, `duration` ms. */
  unit: 'rate' | 'count' | 'share' | 'duration';
  /** What is recommended; null: nothing is. */
  target: KpiLimit | null;
  /** What is tolerated at most, where that is another. */
  maximum: KpiLimit | null;
  source: KpiSource | null;
}

/** Where a recommended value comes from. */
export type KpiSource = 'ISA-18.2 / IEC 62682' | 'EEMUA 191';

const most = (value: number): KpiLimit => ({ is: 'most', value });
const below = (value: number): KpiLimit => ({ is: 'below', value });
const least = (value: number): KpiLimit => ({ is: 'least', value });

function isa(unit: KpiStandard['unit'], target: KpiLimit, maximum: KpiLimit | null = null): KpiStandard {
  return { unit, target, maximum, source: 'ISA-18.2 / IEC 62682' };
}

function eemua(unit: KpiStandard['unit'], target: KpiLimit, maximum: KpiLimit | null = null): KpiStandard {
  return { unit, target, maximum, source: 'EEMUA 191' };
}

function unjudged(unit: KpiStandard['unit']): KpiStandard {
  return { unit, target: null, maximum: null, source: null };
}

/** The recommended values, each for one operator position and, after ISA-18.2, over at least 30 days. */
export const KPI_STANDARDS: Record<AlarmKpi, KpiStandard> = {
  'per-ten-minutes': isa('rate', most(1), most(2)),
  'per-hour': isa('rate', most(6), most(12)),
  'per-day': isa('rate', most(150), most(300)),
  'peak-ten-minutes': isa('count', most(10)),
  'hours-over-30': isa('share', below(0.01)),
  'ten-minutes-over-10': isa('share', below(0.01)),
  'flood-time': isa('share', below(0.01)),
  // Under 10 can be managed, 20 to 100 are hard to, more than 100 are excessive.
  'upset-ten-minutes': eemua('count', below(10), most(100)),
  'top-ten-share': isa('share', most(0.01), most(0.05)),
  chattering: isa('count', most(0)),
  fleeting: isa('count', most(0)),
  standing: eemua('count', below(10)),
  'standing-day': isa('count', below(5)),
  'standing-day-new': isa('rate', below(5)),
  'priority-critical': isa('share', below(0.01)),
  'priority-high': isa('share', most(0.05)),
  'priority-medium': isa('share', most(0.15)),
  'priority-low': isa('share', least(0.8)),
  'acknowledge-median': unjudged('duration'),
  'acknowledge-p90': unjudged('duration'),
  'acknowledge-in-time': unjudged('share'),
  shelved: eemua('count', below(30)),
  'unauthorised-suppression': isa('count', most(0)),
};

/** `unknown`: there is nothing to judge, or nothing to judge it by. */
export type KpiVerdict = 'good' | 'over-target' | 'over-maximum' | 'unknown';

/** What a value is beside what is recommended. Null: it cannot be told. */
export function judgeKpi(kpi: AlarmKpi, value: number | null): KpiVerdict {
  const { target, maximum } = KPI_STANDARDS[kpi];
  if (value === null || target === null) return 'unknown';
  if (keeps(value, target)) return 'good';
  return maximum !== null && !keeps(value, maximum) ? 'over-maximum' : 'over-target';
}

function keeps(value: number, limit: KpiLimit): boolean {
  if (limit.is === 'least') return value >= limit.value;
  return limit.is === 'most' ? value <= limit.value : value < limit.value;
}
