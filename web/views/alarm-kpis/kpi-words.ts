import CircleAlert from '@lucide/svelte/icons/circle-alert';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import CircleHelp from '@lucide/svelte/icons/circle-help';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';
import type { KpiFigure, UpsetRating } from '../../../shared/domain/alarm/kpi.ts';
import {
  KPI_STANDARDS,
  type AlarmKpi,
  type KpiLimit,
  type KpiStandard,
  type KpiVerdict,
} from '../../../shared/domain/alarm/kpi-standard.ts';
import { KPI_WORDS } from '../../../shared/domain/alarm/kpi-words.ts';
import { m } from '../../paraglide/messages.js';
import { formatAge, formatCount, formatMean, formatShare, UNKNOWN } from '../../ui/format.ts';
import { getLocale } from '../../ui/locale.svelte.ts';
import type { Word } from '../../ui/words.ts';
import type { KpiPeriod } from './kpi-address.ts';

export const PERIOD_WORDS: Record<KpiPeriod, Word> = {
  day: m.kpis_period_day,
  week: m.kpis_period_week,
  month: m.kpis_period_month,
};

/** A verdict in words, with a mark of its own shape beside its colour. */
export const VERDICTS: Record<
  KpiVerdict,
  { word: Word; tone: 'good' | 'attention' | 'critical' | 'quiet'; icon: typeof CircleCheck }
> = {
  good: { word: m.kpis_good, tone: 'good', icon: CircleCheck },
  'over-target': { word: m.kpis_over_target, tone: 'attention', icon: TriangleAlert },
  'over-maximum': { word: m.kpis_over_maximum, tone: 'critical', icon: CircleAlert },
  unknown: { word: m.kpis_unknown, tone: 'quiet', icon: CircleHelp },
};

export const RATING_WORDS: Record<UpsetRating, Word> = {
  manageable: m.kpis_rating_manageable,
  demanding: m.kpis_rating_demanding,
  hard: m.kpis_rating_hard,
  excessive: m.kpis_rating_excessive,
};

/** The figures in groups, as they are looked at. */
export const KPI_GROUPS: { title: Word; kpis: readonly AlarmKpi[] }[] = [
  {
    title: m.kpis_group_load,
    kpis: [
      'per-ten-minutes',
      'per-hour',
      'per-day',
      'peak-ten-minutes',
      'hours-over-30',
      'ten-minutes-over-10',
    ],
  },
  { title: m.kpis_group_floods, kpis: ['flood-time', 'upset-ten-minutes'] },
  { title: m.kpis_group_nuisance, kpis: ['top-ten-share', 'chattering', 'fleeting'] },
  { title: m.kpis_group_standing, kpis: ['standing', 'standing-day', 'standing-day-new', 'shelved'] },
  {
    title: m.kpis_group_priorities,
    kpis: ['priority-critical', 'priority-high', 'priority-medium', 'priority-low'],
  },
  {
    title: m.kpis_group_response,
    kpis: ['acknowledge-median', 'acknowledge-p90', 'acknowledge-in-time', 'unauthorised-suppression'],
  },
];

const FORMATS: Record<KpiStandard['unit'], (value: number | null) => string> = {
  count: formatCount,
  rate: formatMean,
  share: formatShare,
  duration: (value) => (value === null ? UNKNOWN : formatAge(value)),
};

const LIMITS: Record<KpiLimit['is'], (inputs: { value: string }) => string> = {
  most: m.kpis_limit_most,
  below: m.kpis_limit_below,
  least: m.kpis_limit_least,
};

export const kpiName = (kpi: AlarmKpi): string => KPI_WORDS[kpi].name[getLocale()];
export const kpiMeasure = (kpi: AlarmKpi): string => KPI_WORDS[kpi].measure[getLocale()];

export function kpiValue({ kpi, value }: Pick<KpiFigure, 'kpi' | 'value'>): string {
  return FORMATS[KPI_STANDARDS[kpi].unit](value);
}

/** What is recommended for a figure, and what is tolerated at most. */
export function kpiRecommended(kpi: AlarmKpi): string {
  const { unit, target, maximum } = KPI_STANDARDS[kpi];
  // Limits are round: 1 %, not 1.0 %.
  const written = ({ is, value }: KpiLimit) =>
    LIMITS[is]({
      value: unit === 'share' ? m.common_share({ percent: formatCount(value * 100) }) : formatCount(value),
    });
  if (target === null) return m.kpis_not_recommended();
  return maximum === null
    ? written(target)
    : m.kpis_limits({ target: written(target), maximum: written(maximum) });
}
