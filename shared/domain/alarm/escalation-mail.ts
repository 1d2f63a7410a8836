import type { Role } from '../access/role.ts';
import type { ScopeId } from '../access/scope.ts';
import type { AlarmPriority, Guidance } from '../targeting/profile.ts';
import { ALARM_DEFINITIONS, TIME_TO_RESPOND, type AlarmDefinition, type AlarmType } from './definition.ts';
import type { RecipientNote } from './recipients.ts';

export type MailLanguage = keyof Guidance;

/** A place by its code and names; null: the nation. */
export type NamedPlace = { code: string; name: string; nameZh: string } | null;

/** An alarm that a mail tells of. Instants in ms. */
export interface MailedAlarm {
  id: string;
  type: AlarmType;
  priority: AlarmPriority;
  title: string;
  titleZh: string | null;
  profile: string | null;
  place: NamedPlace;
  district: NamedPlace;
  /** IANA zone by which instants are written. */
  timeZone: string;
  annunciatedAt: number;
  occurrences: number;
  /** From 1, of how many. */
  step: number;
  steps: number;
  /** Why it comes to the reader. */
  to: { role: Role; onDuty: boolean; asked: ScopeId; found: ScopeId; at: NamedPlace; note: RecipientNote };
  /** Who took the step before its time, and why; null where the time was over. */
  byHand: { name: string; reason: string } | null;
}

export interface MailText {
  subject: string;
  text: string;
}

/** Alarms that one mail tells in full; of the others it has a line each. */
const IN_FULL = 5;
const IN_LINES = 50;

interface Words {
  subject: (alarm: string, priority: string, minutes: number) => string;
  subjectOfMany: (count: number, alarm: string) => string;
  intro: (count: number) => string;
  more: (count: number) => string;
  label: Record<
    | 'what'
    | 'where'
    | 'priority'
    | 'since'
    | 'occurrences'
    | 'cause'
    | 'consequence'
    | 'response'
    | 'respond',
    string
  >;
  colon: string;
  priority: Record<AlarmPriority, string>;
  role: Record<Role, string>;
  profile: (code: string) => string;
  nation: string;
  place: (name: string, code: string) => string;
  since: (when: string, zone: string, minutes: number) => string;
  within: (minutes: number) => string;
  step: (step: number, steps: number, role: string, place: string, onDuty: boolean) => string;
  byHand: (name: string, reason: string) => string;
  note: Partial<Record<RecipientNote, string>>;
  elsewhere: string;
  open: string;
  footer: string;
}

const WORDS: Record<MailLanguage, Words> = {
  en: {
    subject: (alarm, priority, minutes) => `[Tidewaiter] ${priority}: ${alarm} (${minutes} min)`,
    subjectOfMany: (count, alarm) => `[Tidewaiter] ${count} alarms wait: ${alarm}`,
    intro: (count) =>
      count === 1
        ? 'An alarm waits, and nobody has acknowledged it.'
        : `${count} alarms wait, and nobody has acknowledged them.`,
    more: (count) => `And ${count} more, which the console shows.`,
    label: {
      what: 'What',
      where: 'Where',
      priority: 'Priority',
      since: 'Since',
      occurrences: 'Occurrences',
      cause: 'Cause',
      consequence: 'Consequence',
      response: 'Response',
      respond: 'Time to respond',
    },
    colon: ': ',
    priority: { critical: 'critical', high: 'high', medium: 'medium', low: 'low' },
    role: {
      operator: 'monitoring-room operators',
      supervisor: 'shift supervisors',
      manager: 'managers',
      specialist: 'risk specialists',
      officer: 'site officers',
      administrator: 'administrators',
    },
    profile: (code) => ` (profile ${code})`,
    nation: 'National centre',
    place: (name, code) => `${name} (${code})`,
    since: (when, zone, minutes) => `${when} (${zone}), ${minutes} min ago`,
    within: (minutes) => `${minutes} min`,
    step: (step, steps, role, place, onDuty) =>
      `Step ${step} of ${steps}, to the ${role}${onDuty ? ' on duty' : ''}: ${place}.`,
    byHand: (name, reason) => `${name} took it before its time: ${reason}`,
    note: {
      'nobody-on-duty': 'Nobody is on duty there by the shift calendar, so it goes to all of them.',
      'no-calendar': 'There is no shift calendar there, so it goes to all of them.',
    },
    elsewhere:
      'Nobody holds the role where the step was meant to go; this is the next place where somebody does.',
    open: 'Acknowledge it in the console',
    footer: 'Tidewaiter sent this because the escalation policy asks for it. Answers are not read.',
  },
  zh: {
    subject: (alarm, priority, minutes) => `[Tidewaiter] ${priority}：${alarm}（${minutes}分钟）`,
    subjectOfMany: (count, alarm) => `[Tidewaiter] ${count}条报警待确认：${alarm}`,
    intro: (count) => (count === 1 ? '一条报警尚无人确认。' : `${count}条报警尚无人确认。`),
    more: (count) => `另有${count}条，请在控制台查看。`,
    label: {
      what: '报警',
      where: '地点',
      priority: '优先级',
      since: '起始时间',
      occurrences: '触发次数',
      cause: '原因',
      consequence: '后果',
      response: '处置',
      respond: '响应时限',
    },
    colon: '：',
    priority: { critical: '紧急', high: '高', medium: '中', low: '低' },
    role: {
      operator: '监控值班员',
      supervisor: '值班长',
      manager: '业务主管',
      specialist: '风险分析专家',
      officer: '现场关员',
      administrator: '系统管理员',
    },
    profile: (code) => `（风险参数 ${code}）`,
    nation: '全国中心',
    place: (name, code) => `${name}（${code}）`,
    since: (when, zone, minutes) => `${when}（${zone}），${minutes}分钟前`,
    within: (minutes) => `${minutes}分钟`,
    step: (step, steps, role, place, onDuty) =>
      `升级第${step}步，共${steps}步，通知${place}${onDuty ? '当班的' : '的'}${role}。`,
    byHand: (name, reason) => `由${name}提前升级：${reason}`,
    note: {
      'nobody-on-duty': '按班次表该处此刻无人当班，故通知该角色的全部人员。',
      'no-calendar': '该处没有班次表，故通知该角色的全部人员。',
    },
    elsewhere: '原定地点无人担任该角色，故通知最近的有人担任该角色的地点。',
    open: '请在控制台确认',
    footer: '本邮件由 Tidewaiter 按升级规则发送，请勿回复。',
  },
};

/**
 * What one person is written about alarms that nobody has acknowledged: at least one, the most urgent first. Plain text
 * in the reader's language, from which nothing that the alarms say can break out; `link` makes the address of an alarm's
 * page, null where none is known. `now` in ms.
 */
export function escalationMail(
  alarms: readonly MailedAlarm[],
  language: MailLanguage,
  link: ((alarmId: string) => string) | null,
  now: number,
): MailText {
  const words = WORDS[language];
  const first = alarms[0]!;
  const what = whatOf(first, language);
  const subject =
    alarms.length === 1
      ? words.subject(what, capital(words.priority[first.priority]), minutesSince(first, now))
      : words.subjectOfMany(alarms.length, what);
  const lines = alarms
    .slice(IN_FULL, IN_LINES)
    .map((alarm) => `- ${lineOf(alarm, language)}${link === null ? '' : ` ${link(alarm.id)}`}`);
  const left = alarms.length - IN_LINES;
  const parts = [
    words.intro(alarms.length),
    ...alarms.slice(0, IN_FULL).map((alarm) => inFull(alarm, language, link, now)),
    ...(lines.length > 0 ? [lines.join('\n')] : []),
    ...(left > 0 ? [words.more(left)] : []),
    `-- \n${words.footer}`,
  ];
  return { subject: shortened(subject), text: `${parts.join('\n\n')}\n` };
}

function inFull(
  alarm: MailedAlarm,
  language: MailLanguage,
  link: ((alarmId: string) => string) | null,
  now: number,
): string {
  const words = WORDS[language];
  // A worker may be told of alarms by a newer version that it has no definition of.
  const definition: AlarmDefinition | undefined = ALARM_DEFINITIONS[alarm.type];
  const { to, byHand } = alarm;
  const line = (label: keyof Words['label'], value: string) => `${words.label[label]}${words.colon}${value}`;
  return [
    line(
      'what',
      `${whatOf(alarm, language)}${alarm.profile === null ? '' : words.profile(oneLine(alarm.profile))}`,
    ),
    line('where', whereOf(alarm, language)),
    line('priority', words.priority[alarm.priority]),
    line('since', words.since(writeInstant(alarm, language), alarm.timeZone, minutesSince(alarm, now))),
    line('occurrences', String(alarm.occurrences)),
    ...(definition === undefined
      ? []
      : [
          '',
          line('cause', definition.cause[language]),
          line('consequence', definition.consequence[language]),
          line('response', definition.response[language]),
        ]),
    line('respond', words.within(TIME_TO_RESPOND[alarm.priority])),
    '',
    words.step(alarm.step, alarm.steps, words.role[to.role], placeOf(to.at, language), to.onDuty),
    ...(byHand === null ? [] : [words.byHand(oneLine(byHand.name), oneLine(byHand.reason))]),
    ...(to.found === to.asked ? [] : [words.elsewhere]),
    ...(words.note[to.note] === undefined ? [] : [words.note[to.note]!]),
    ...(link === null ? [] : [`${words.open}${words.colon}${link(alarm.id)}`]),
  ].join('\n');
}

function lineOf(alarm: MailedAlarm, language: MailLanguage): string {
  const words = WORDS[language];
  return [words.priority[alarm.priority], whatOf(alarm, language), whereOf(alarm, language)].join(' · ');
}

/** A profile's title, or what Tidewaiter itself has found: in English, and else by its cause. */
function whatOf({ type, title, titleZh }: MailedAlarm, language: MailLanguage): string {
  const named = oneLine(language === 'zh' ? (titleZh ?? title) : title);
  const definition: AlarmDefinition | undefined = ALARM_DEFINITIONS[type];
  const foreign = language === 'zh' && type !== 'profile-hit';
  if (definition === undefined || (named !== '' && !foreign)) return named;
  return definition.cause[language].replace(/[。.]$/, '');
}

function whereOf({ place, district }: MailedAlarm, language: MailLanguage): string {
  const separator = language === 'zh' ? '，' : ', ';
  const apart = district !== null && district.code !== place?.code;
  return [placeOf(place, language), ...(apart ? [placeOf(district, language)] : [])].join(separator);
}

function placeOf(place: NamedPlace, language: MailLanguage): string {
  const words = WORDS[language];
  if (place === null) return words.nation;
  const name = language === 'zh' && place.nameZh !== '' ? place.nameZh : place.name;
  return words.place(oneLine(name), place.code);
}

function minutesSince({ annunciatedAt }: MailedAlarm, now: number): number {
  return Math.max(0, Math.floor((now - annunciatedAt) / 60_000));
}

function writeInstant({ annunciatedAt, timeZone }: MailedAlarm, language: MailLanguage): string {
  return new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    hourCycle: 'h23',
    timeZone,
  }).format(annunciatedAt);
}

/** What people wrote stays within its line: whatever ends a line or cannot be seen becomes a space. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}

/** Longest subject: more is shown by no mail program. */
const SUBJECT_LIMIT = 150;

function shortened(text: string): string {
  const letters = [...text];
  return letters.length <= SUBJECT_LIMIT ? text : `${letters.slice(0, SUBJECT_LIMIT - 1).join('')}…`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
