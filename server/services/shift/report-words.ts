import type { KpiLimit, KpiVerdict } from '../../../shared/domain/alarm/kpi-standard.ts';
import type { AlarmState } from '../../../shared/domain/alarm/condition.ts';
import type { AlarmKind } from '../../../shared/domain/alarm/definition.ts';
import type { AlarmPriority } from '../../../shared/domain/targeting/profile.ts';

/** Every word of a hand-over report, but those of what it tells of. */
export interface ReportWords {
  title: string;
  nation: string;
  subtitle: (place: string, position: string | null) => string;
  /** Between a label and what follows it. */
  colon: string;
  shift: string;
  holder: string;
  successor: string;
  started: string;
  prepared: string;
  covers: string;
  open: string;
  noneOpen: string;
  state: string;
  count: string;
  urgent: string;
  shelved: string;
  acknowledgedLong: string;
  outOfService: string;
  escalated: string;
  none: string;
  more: (count: number) => string;
  alarm: string;
  place: string;
  priority: string;
  since: string;
  by: string;
  reason: string;
  until: string;
  acknowledged: string;
  waitsFor: string;
  assigned: string;
  steps: string;
  orders: string;
  unansweredOrders: (count: number) => string;
  load: string;
  figure: string;
  value: string;
  recommended: string;
  verdict: string;
  notes: string;
  noNotes: string;
  signature: string;
  signed: string;
  signedAt: string;
  remarks: string;
  limit: Record<KpiLimit['is'], (value: string) => string>;
  maximum: (value: string) => string;
  minutes: (value: string) => string;
  verdicts: Record<KpiVerdict, string>;
  kinds: Record<AlarmKind, string>;
  priorities: Record<AlarmPriority, string>;
  states: Record<AlarmState, string>;
}

export const REPORT_WORDS: Record<'en' | 'zh', ReportWords> = {
  en: {
    title: 'Shift hand-over',
    nation: 'National centre',
    subtitle: (place, position) => (position === null ? place : `${place}, ${position}`),
    colon: ': ',
    shift: 'Shift',
    holder: 'Handed over by',
    successor: 'Handed over to',
    started: 'Began',
    prepared: 'As of',
    covers: 'Alarms covered',
    open: 'Open alarms',
    noneOpen: 'No alarm is open.',
    state: 'State',
    count: 'Alarms',
    urgent: 'Critical and high',
    shelved: 'Shelved',
    acknowledgedLong: 'Acknowledged more than 24 hours ago',
    outOfService: 'Out of service',
    escalated: 'Escalated',
    none: 'None.',
    more: (count) => `and ${count} more`,
    alarm: 'Alarm',
    place: 'Place',
    priority: 'Priority',
    since: 'Since',
    by: 'By',
    reason: 'Reason',
    until: 'Until',
    acknowledged: 'Acknowledged',
    waitsFor: 'Waits for',
    assigned: 'Assigned to',
    steps: 'Steps',
    orders: 'Control orders',
    unansweredOrders: (count) =>
      count === 0 ? 'No control order is past its time.' : `Past their time: ${count}.`,
    load: 'Alarm load of the shift',
    figure: 'Figure',
    value: 'Value',
    recommended: 'Recommended',
    verdict: 'Verdict',
    notes: 'Notes',
    noNotes: 'No notes.',
    signature: 'Signature',
    signed: 'Read and signed by',
    signedAt: 'At',
    remarks: 'Remarks',
    limit: {
      most: (value) => `at most ${value}`,
      below: (value) => `under ${value}`,
      least: (value) => `at least ${value}`,
    },
    maximum: (value) => `maximum ${value}`,
    minutes: (value) => `${value} min`,
    verdicts: {
      good: 'good',
      'over-target': 'outside target',
      'over-maximum': 'outside maximum',
      unknown: '–',
    },
    kinds: {
      profile: 'profile hits',
      flow: 'flow',
      silence: 'silence',
      inspection: 'inspection',
      orders: 'control orders',
      system: 'system',
    },
    priorities: { critical: 'critical', high: 'high', medium: 'medium', low: 'low' },
    states: {
      normal: 'normal',
      unacknowledged: 'unacknowledged',
      acknowledged: 'acknowledged',
      'returned-unacknowledged': 'returned, unacknowledged',
      'latched-unacknowledged': 'latched, unacknowledged',
      'latched-acknowledged': 'latched, acknowledged',
      shelved: 'shelved',
      'suppressed-by-design': 'suppressed by design',
      'out-of-service': 'out of service',
    },
  },
  zh: {
    title: '交接班报告',
    nation: '全国中心',
    subtitle: (place, position) => (position === null ? place : `${place}，${position}`),
    colon: '：',
    shift: '班次',
    holder: '交班人',
    successor: '接班人',
    started: '开始时间',
    prepared: '数据截至',
    covers: '负责的报警',
    open: '未结束的报警',
    noneOpen: '没有未结束的报警。',
    state: '状态',
    count: '数量',
    urgent: '紧急和高优先级',
    shelved: '已搁置',
    acknowledgedLong: '确认已超过24小时',
    outOfService: '停用',
    escalated: '已升级',
    none: '无。',
    more: (count) => `另有${count}条`,
    alarm: '报警',
    place: '地点',
    priority: '优先级',
    since: '起始时间',
    by: '操作人',
    reason: '理由',
    until: '截止时间',
    acknowledged: '确认',
    waitsFor: '等待处理人',
    assigned: '指派给',
    steps: '升级步数',
    orders: '布控指令',
    unansweredOrders: (count) => (count === 0 ? '没有超时的布控指令。' : `超时未答复：${count}条。`),
    load: '本班报警负荷',
    figure: '指标',
    value: '数值',
    recommended: '建议值',
    verdict: '评价',
    notes: '交班说明',
    noNotes: '无说明。',
    signature: '签收',
    signed: '已阅并签收',
    signedAt: '签收时间',
    remarks: '接班意见',
    limit: {
      most: (value) => `不超过${value}`,
      below: (value) => `低于${value}`,
      least: (value) => `不低于${value}`,
    },
    maximum: (value) => `上限${value}`,
    minutes: (value) => `${value}分钟`,
    verdicts: { good: '良好', 'over-target': '未达目标', 'over-maximum': '超出上限', unknown: '–' },
    kinds: {
      profile: '风险命中',
      flow: '业务量',
      silence: '现场静默',
      inspection: '查验',
      orders: '布控指令',
      system: '系统',
    },
    priorities: { critical: '紧急', high: '高', medium: '中', low: '低' },
    states: {
      normal: '正常',
      unacknowledged: '未确认',
      acknowledged: '已确认',
      'returned-unacknowledged': '已恢复，未确认',
      'latched-unacknowledged': '已锁存，未确认',
      'latched-acknowledged': '已锁存，已确认',
      shelved: '已搁置',
      'suppressed-by-design': '设计抑制',
      'out-of-service': '停用',
    },
  },
};
