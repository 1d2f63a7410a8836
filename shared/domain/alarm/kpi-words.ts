import type { Guidance } from '../targeting/profile.ts';
import type { AlarmKpi } from './kpi-standard.ts';

/** What a figure is called, and how it is measured, in both languages. */
export interface KpiWords {
  name: Required<Guidance>;
  measure: Required<Guidance>;
}

/** The words for each figure of the alarm load, on the screen and in reports. */
export const KPI_WORDS: Record<AlarmKpi, KpiWords> = {
  'per-ten-minutes': {
    name: { en: 'Alarms per 10 minutes', zh: '每10分钟报警数' },
    measure: { en: 'Mean of the period.', zh: '统计期内的平均值。' },
  },
  'per-hour': {
    name: { en: 'Alarms per hour', zh: '每小时报警数' },
    measure: { en: 'Mean of the period.', zh: '统计期内的平均值。' },
  },
  'per-day': {
    name: { en: 'Alarms per day', zh: '每日报警数' },
    measure: { en: 'Mean of the period.', zh: '统计期内的平均值。' },
  },
  'peak-ten-minutes': {
    name: { en: 'Most alarms in 10 minutes', zh: '10分钟内最多报警数' },
    measure: { en: 'Of all ten minutes that end with a minute of the period.', zh: '逐分钟滑动计算。' },
  },
  'hours-over-30': {
    name: { en: 'Hours with more than 30 alarms', zh: '报警超过30条的小时占比' },
    measure: { en: 'Hours laid end to end from its beginning.', zh: '自统计期起点起逐小时划分。' },
  },
  'ten-minutes-over-10': {
    name: { en: '10-minute periods with more than 10 alarms', zh: '报警超过10条的10分钟时段占比' },
    measure: { en: 'Laid end to end from its beginning.', zh: '自统计期起点起逐段划分。' },
  },
  'flood-time': {
    name: { en: 'Time in flood', zh: '报警泛滥时间占比' },
    measure: {
      en: 'A flood begins with more than 10 alarms in the last 10 minutes and ends with fewer than 5.',
      zh: '近10分钟报警超过10条为泛滥开始，少于5条为结束。',
    },
  },
  'upset-ten-minutes': {
    name: { en: 'Alarms in the first 10 minutes of a flood', zh: '泛滥最初10分钟的报警数' },
    measure: {
      en: 'The worst flood of the period, from the first alarm that led to it.',
      zh: '统计期内最严重的一次，自引发泛滥的首条报警起算。',
    },
  },
  'top-ten-share': {
    name: { en: 'Share of the ten most frequent causes', zh: '最频繁的十个原因占比' },
    measure: { en: 'Told where more than ten causes called.', zh: '原因多于十个时统计。' },
  },
  chattering: {
    name: { en: 'Chattering causes', zh: '抖动报警的原因数' },
    measure: { en: 'Called three times within a minute.', zh: '一分钟内报警三次及以上。' },
  },
  fleeting: {
    name: { en: 'Fleeting alarms', zh: '瞬时报警数' },
    measure: {
      en: 'Gone within a minute, before anyone did anything about them.',
      zh: '一分钟内自行消失且未经任何处置。',
    },
  },
  standing: {
    name: { en: 'Alarms in view', zh: '在列报警数' },
    measure: { en: 'At the end of the period.', zh: '统计期末。' },
  },
  'standing-day': {
    name: { en: 'Alarms open for more than 24 hours', zh: '持续超过24小时的报警数' },
    measure: { en: 'At the end of the period, in view or not.', zh: '统计期末，含已隐藏的报警。' },
  },
  'standing-day-new': {
    name: { en: 'Newly open for more than 24 hours, per day', zh: '每日新增持续超过24小时的报警数' },
    measure: { en: 'Mean of the period.', zh: '统计期内的平均值。' },
  },
  'priority-critical': {
    name: { en: 'Alarms of critical priority', zh: '紧急报警占比' },
    measure: { en: 'Priority when they called.', zh: '按报警时的优先级统计。' },
  },
  'priority-high': {
    name: { en: 'Alarms of high priority', zh: '高优先级报警占比' },
    measure: { en: 'Priority when they called.', zh: '按报警时的优先级统计。' },
  },
  'priority-medium': {
    name: { en: 'Alarms of medium priority', zh: '中优先级报警占比' },
    measure: { en: 'Priority when they called.', zh: '按报警时的优先级统计。' },
  },
  'priority-low': {
    name: { en: 'Alarms of low priority', zh: '低优先级报警占比' },
    measure: { en: 'Priority when they called.', zh: '按报警时的优先级统计。' },
  },
  'acknowledge-median': {
    name: { en: 'Time to acknowledge, median', zh: '确认用时中位数' },
    measure: { en: 'Of the alarms acknowledged in the period.', zh: '统计期内已确认的报警。' },
  },
  'acknowledge-p90': {
    name: { en: 'Time to acknowledge, 9 of 10', zh: '确认用时（九成以内）' },
    measure: { en: 'Nine of ten were acknowledged within it.', zh: '九成报警在此时间内确认。' },
  },
  'acknowledge-in-time': {
    name: { en: 'Acknowledged within the time to respond', zh: '在响应时限内确认的占比' },
    measure: {
      en: 'Of those acknowledged, and those whose time is over.',
      zh: '分母为已确认及已超时的报警。',
    },
  },
  shelved: {
    name: { en: 'Shelved alarms', zh: '已搁置报警数' },
    measure: { en: 'At the end of the period.', zh: '统计期末。' },
  },
  'unauthorised-suppression': {
    name: { en: 'Unauthorised suppression', zh: '违规隐藏报警数' },
    measure: {
      en: 'Kept from view by nobody, without a reason, too long, or without an event in the log.',
      zh: '无操作人、无理由、超过时限或日志中没有记录的隐藏。',
    },
  },
};
