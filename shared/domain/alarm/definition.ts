import type { Guidance } from '../targeting/profile.ts';
import type { AlarmPriority } from '../targeting/profile.ts';
import type { TransitionRules } from './transition.ts';

/** Families of alarms, by what they watch. */
export const ALARM_KINDS = ['profile', 'flow', 'silence', 'inspection', 'orders', 'system'] as const;

export type AlarmKind = (typeof ALARM_KINDS)[number];

/** Every alarm there is. What is not named here cannot be raised. */
export const ALARM_TYPES = [
  'profile-hit',
  'declarations-surge',
  'declarations-drop',
  'hits-surge',
  'hits-drop',
  'reds-surge',
  'reds-drop',
  'house-silent',
  'inspection-backlog',
  'orders-unanswered',
  'intake-backlog',
  'decision-latency',
  'worker-lost',
  'evaluation-error',
  'batch-failing',
  'ruleset-guard',
  'ruleset-unusable',
] as const;

export type AlarmType = (typeof ALARM_TYPES)[number];

/** What an alarm means and what is to be done about it (ISA-18.2, rationalisation), in both languages. */
export interface AlarmDefinition {
  kind: AlarmKind;
  /** Where it has one of its own; a profile states the priority of its alarms. */
  priority: AlarmPriority;
  latching: boolean;
  /**
   * How its cause ends: it is `measured`; people judge it (`judged`); or it is over after a `quiet` time, and people
   * may say so before.
   */
  ends: 'measured' | 'judged' | 'quiet';
  cause: Required<Guidance>;
  consequence: Required<Guidance>;
  response: Required<Guidance>;
}

/** Minutes within which an operator has begun the response, by priority. */
export const TIME_TO_RESPOND: Record<AlarmPriority, number> = { critical: 5, high: 15, medium: 60, low: 240 };

/** Longest shelving in minutes, by priority (OPC UA `MaxTimeShelved`): what is urgent comes back soon. */
export const MAX_TIME_SHELVED: Record<AlarmPriority, number> = {
  critical: 30,
  high: 240,
  medium: 720,
  low: 1440,
};

/** Minutes without an occurrence after which a cause that ends by itself is over. */
export const QUIET_MINUTES = 30;

export function transitionRules(type: AlarmType, priority: AlarmPriority): TransitionRules {
  const { latching, ends } = ALARM_DEFINITIONS[type];
  return {
    latching,
    judgedByPeople: ends !== 'measured',
    maxTimeShelved: MAX_TIME_SHELVED[priority] * 60_000,
  };
}

/** The one place where alarms are defined. */
export const ALARM_DEFINITIONS: Record<AlarmType, AlarmDefinition> = {
  'profile-hit': {
    kind: 'profile',
    priority: 'medium',
    latching: false,
    ends: 'quiet',
    cause: {
      en: 'Declarations at this customs house hit a risk profile that asks for an alarm.',
      zh: '该海关现场有报关单命中须报警的风险参数。',
    },
    consequence: {
      en: 'Goods of this risk may be released, or wait, without anyone having looked at them together.',
      zh: '同一风险的货物可能未经整体研判即被放行或滞留。',
    },
    response: {
      en: 'Look at the declarations together. See that their control orders are in hand; assign, re-route or inform the author of the profile.',
      zh: '整体研判相关报关单，确认布控指令已有人处置；必要时指派、改派通道或告知参数制定人。',
    },
  },
  'declarations-surge': {
    kind: 'flow',
    priority: 'low',
    latching: false,
    ends: 'measured',
    cause: {
      en: 'Far more declarations than this house lodges at this hour of the week.',
      zh: '该现场申报量远超本周同一时段的常态。',
    },
    consequence: {
      en: 'Inspections and document checks fall behind; a rush can hide what it carries.',
      zh: '查验与审核将滞后；集中申报也可能掩护夹藏。',
    },
    response: {
      en: 'Find out what the rush consists of: traders, goods, routes. Have the house prepare its officers.',
      zh: '查明激增来自哪些企业、商品、路线，并通知现场安排人力。',
    },
  },
  'declarations-drop': {
    kind: 'flow',
    priority: 'medium',
    latching: false,
    ends: 'measured',
    cause: {
      en: 'Far fewer declarations than this house lodges at this hour of the week.',
      zh: '该现场申报量远低于本周同一时段的常态。',
    },
    consequence: {
      en: 'A lodging system may have failed: declarations wait outside and reach no risk control.',
      zh: '申报系统可能故障，报关单滞留于系统之外，未经风险布控。',
    },
    response: {
      en: 'Ask the house and the operator of its lodging system whether declarations are being held up.',
      zh: '向现场及申报系统运维方核实是否有报关单积压。',
    },
  },
  'hits-surge': {
    kind: 'flow',
    priority: 'medium',
    latching: false,
    ends: 'measured',
    cause: {
      en: 'Far more hits than usual at this house at this hour of the week.',
      zh: '该现场命中数远超本周同一时段的常态。',
    },
    consequence: {
      en: 'A wave of one risk, or a profile that hits too much and takes the officers away from the others.',
      zh: '某类风险集中出现，或某参数命中过宽，挤占其他风险的查验力量。',
    },
    response: {
      en: 'See which profiles hit. Treat a wave as one case; suspend a profile that hits too much with its author.',
      zh: '查看命中的参数；同类风险并案处理，命中过宽的商制定人暂停。',
    },
  },
  'hits-drop': {
    kind: 'flow',
    priority: 'medium',
    latching: false,
    ends: 'measured',
    cause: {
      en: 'Far fewer hits than usual at this house at this hour of the week.',
      zh: '该现场命中数远低于本周同一时段的常态。',
    },
    consequence: {
      en: 'A profile or a list may have stopped to work: risks pass unseen.',
      zh: '风险参数或名单可能失效，风险货物漏过。',
    },
    response: {
      en: 'Compare the ruleset in force with the one before; ask the specialists about recent changes.',
      zh: '对比现行与前一版规则集，向风险分析人员核实近期变更。',
    },
  },
  'reds-surge': {
    kind: 'flow',
    priority: 'medium',
    latching: false,
    ends: 'measured',
    cause: {
      en: 'Far more red channel decisions than usual at this house at this hour of the week.',
      zh: '该现场红色通道远超本周同一时段的常态。',
    },
    consequence: {
      en: 'Inspections pile up, goods wait, and officers hurry.',
      zh: '查验积压，货物滞留，查验质量下降。',
    },
    response: {
      en: 'See which profiles or parameters cause it; arrange for officers, or have it corrected.',
      zh: '查明由哪些参数引起，安排查验力量或商请修正。',
    },
  },
  'reds-drop': {
    kind: 'flow',
    priority: 'high',
    latching: false,
    ends: 'measured',
    cause: {
      en: 'Far fewer red channel decisions than usual at this house at this hour of the week.',
      zh: '该现场红色通道远低于本周同一时段的常态。',
    },
    consequence: {
      en: 'Risks that are inspected on other days may be released.',
      zh: '平日应查验的风险货物可能被放行。',
    },
    response: {
      en: 'Check the ruleset, the channel parameters and the capacity stated for the house; inform the specialists.',
      zh: '核查规则集、通道参数及现场查验能力设置，并通知风险分析人员。',
    },
  },
  'house-silent': {
    kind: 'silence',
    priority: 'high',
    latching: false,
    ends: 'measured',
    cause: {
      en: 'No declaration from this house for longer than its rhythm explains.',
      zh: '该现场无申报的时间已超出其正常节律。',
    },
    consequence: {
      en: 'What is lodged there is not watched.',
      zh: '该现场的申报处于失控状态。',
    },
    response: {
      en: 'Call the house. Is its lodging system down, its line cut, or is it closed?',
      zh: '联系现场，核实系统、线路是否中断或是否停业。',
    },
  },
  'inspection-backlog': {
    kind: 'inspection',
    priority: 'medium',
    latching: false,
    ends: 'measured',
    cause: {
      en: 'More red control orders wait at this house than it inspects in a day.',
      zh: '该现场待办的红色布控指令已超过一天的查验能力。',
    },
    consequence: {
      en: 'Goods wait longer each day, and officers are pressed to release.',
      zh: '货物滞留逐日加剧，现场面临放行压力。',
    },
    response: {
      en: 'Send officers or lower the stated capacity; re-route what may be re-routed.',
      zh: '增派人员或调低查验能力设置，符合条件的改派通道。',
    },
  },
  'orders-unanswered': {
    kind: 'orders',
    priority: 'high',
    latching: false,
    ends: 'measured',
    cause: {
      en: 'Control orders of this house are past their time and have no finding.',
      zh: '该现场有布控指令超时未反馈查验结果。',
    },
    consequence: {
      en: 'Nobody knows whether the risk was dealt with; the goods may have left.',
      zh: '风险是否处置不明，货物可能已离场。',
    },
    response: {
      en: 'Have the house answer the oldest first; assign them to an officer.',
      zh: '督促现场按先后反馈，并指派关员办理。',
    },
  },
  'intake-backlog': {
    kind: 'system',
    priority: 'high',
    latching: false,
    ends: 'measured',
    cause: {
      en: 'Accepted declarations wait to be decided.',
      zh: '已接收的报关单积压待判。',
    },
    consequence: {
      en: 'Decisions come late everywhere; beyond the limit nothing more is accepted.',
      zh: '各现场决策延迟；超过上限后将停止接收。',
    },
    response: {
      en: 'Inform the technical duty: more workers, or find what holds them up.',
      zh: '通知技术值班：增加处理进程或排查阻塞原因。',
    },
  },
  'decision-latency': {
    kind: 'system',
    priority: 'medium',
    latching: false,
    ends: 'measured',
    cause: {
      en: 'Decisions take longer than two seconds.',
      zh: '通道决策耗时超过两秒。',
    },
    consequence: {
      en: 'Lodging systems wait, and boards lag behind.',
      zh: '申报系统等待，监控画面滞后。',
    },
    response: {
      en: 'Inform the technical duty; watch the backlog.',
      zh: '通知技术值班，并关注积压情况。',
    },
  },
  'worker-lost': {
    kind: 'system',
    priority: 'critical',
    latching: false,
    ends: 'measured',
    cause: {
      en: 'No worker decides: the heartbeat declaration does not come back.',
      zh: '决策进程无响应：心跳报关单未返回。',
    },
    consequence: {
      en: 'No declaration gets a channel, anywhere.',
      zh: '全国报关单均无法获得通道决策。',
    },
    response: {
      en: 'Call the technical duty at once. Have houses hold goods until decisions come.',
      zh: '立即通知技术值班；各现场在决策恢复前暂缓放行。',
    },
  },
  'evaluation-error': {
    kind: 'system',
    priority: 'high',
    latching: true,
    ends: 'quiet',
    cause: {
      en: 'A risk profile could not be evaluated on declarations; they went to orange.',
      zh: '风险参数无法对报关单完成判别，相关报关单已转橙色通道。',
    },
    consequence: {
      en: 'The risk it is about is not targeted as meant, and document checks grow.',
      zh: '该参数所针对的风险未按预期布控，审核量增加。',
    },
    response: {
      en: 'Inform the author of the profile; have it corrected or suspended.',
      zh: '通知参数制定人修正或暂停该参数。',
    },
  },
  'batch-failing': {
    kind: 'system',
    priority: 'critical',
    latching: false,
    ends: 'quiet',
    cause: {
      en: 'Accepted declarations fail to be decided again and again.',
      zh: '已接收的报关单反复决策失败。',
    },
    consequence: {
      en: 'They have no channel; their goods wait.',
      zh: '这些报关单没有通道，货物滞留。',
    },
    response: {
      en: 'Call the technical duty; the log names the declarations.',
      zh: '通知技术值班；日志中列有相关报关单。',
    },
  },
  'ruleset-guard': {
    kind: 'system',
    priority: 'high',
    latching: true,
    ends: 'judged',
    cause: {
      en: 'A profile passed the limits set for its release and was suspended.',
      zh: '风险参数超出其发布限额，已被自动暂停。',
    },
    consequence: {
      en: 'The risk it is about is not targeted until somebody decides.',
      zh: '在人工决定之前，该风险不再布控。',
    },
    response: {
      en: 'Have its author and an approver look at its hits and release it anew, narrower, or retire it.',
      zh: '请制定人与审批人研判命中情况，收窄后重新发布或停用。',
    },
  },
  'ruleset-unusable': {
    kind: 'system',
    priority: 'critical',
    latching: false,
    ends: 'quiet',
    cause: {
      en: 'The newest ruleset cannot be put in force; workers keep the one before.',
      zh: '最新规则集无法生效，仍沿用前一版。',
    },
    consequence: {
      en: 'What was approved last does not act.',
      zh: '最近审批的变更未生效。',
    },
    response: {
      en: 'Call the technical duty and the specialist who approved last.',
      zh: '通知技术值班及最近一次审批的风险分析人员。',
    },
  },
};
