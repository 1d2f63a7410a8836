import { expect, test } from 'vitest';
import { ALARM_TYPES } from '../../shared/domain/alarm/definition.ts';
import { alarmActionName, alarmTitle, rejectionText, type TitledAlarm } from './alarm-words.ts';
import { inLocale } from './locale.test-kit.ts';

const flow = { observed: 12, expected: 80.4, lower: 44, upper: 123, weeks: 8, measure: 'declarations' };

test.each<[TitledAlarm, string, string]>([
  [{ type: 'profile-hit', title: 'Solid waste', profile: 'PRO-1' }, 'Solid waste', 'Solid waste'],
  [{ type: 'profile-hit', title: 'Solid waste', titleZh: '固体废物' }, 'Solid waste', '固体废物'],
  [
    { type: 'declarations-drop', title: '', detail: flow },
    'Far fewer declarations than usual: 12, expected 80 (44–123)',
    '申报量远低于常态：12，预期80（44–123）',
  ],
  [
    { type: 'reds-surge', title: '', detail: { ...flow, observed: 1300 } },
    'Far more reds than usual: 1,300, expected 80 (44–123)',
    '红色通道远超常态：1,300，预期80（44–123）',
  ],
  [
    { type: 'house-silent', title: '', detail: { minutes: 24, expected: 9.2 } },
    'No declaration for 24 min; 9 would be usual',
    '已24分钟无申报；常态应有9票',
  ],
  [
    { type: 'inspection-backlog', title: '', detail: { observed: 61, limit: 40 } },
    'Inspection backlog: 61 red orders open, 40 a day can be done',
    '查验积压：待办红色指令61票，日查验能力40票',
  ],
  [
    { type: 'orders-unanswered', title: '', detail: { observed: 3, minutes: 185 } },
    'Control orders unanswered: 3, the oldest 3 h 05 past its time',
    '布控指令超时未反馈：3票，最长已超时3小时05分',
  ],
  [
    { type: 'intake-backlog', title: '', detail: { observed: 90_000, limit: 100_000 } },
    'Intake backlog: 90,000 declarations wait, of 100,000 at most',
    '接收积压：90,000票待判，上限100,000票',
  ],
  [
    { type: 'decision-latency', title: '', detail: { p99: 2_400, limit: 2_000 } },
    'Decisions late: 99 % within 2.4 s, 2.0 s at most',
    '决策延迟：99%在2.4秒内，上限2.0秒',
  ],
  [
    { type: 'worker-lost', title: '', detail: { seconds: 18 } },
    'No worker decides: no heartbeat for 00:18',
    '无决策进程响应：心跳已中断00:18',
  ],
  [
    { type: 'evaluation-error', title: '', profile: 'PRO-1' },
    'Profile PRO-1 cannot be evaluated',
    '风险参数 PRO-1 无法运算',
  ],
  [
    { type: 'ruleset-guard', title: '', profile: 'PRO-1' },
    'Profile PRO-1 passed its guard and is suspended',
    '风险参数 PRO-1 超出保护限值，已暂停',
  ],
  [
    { type: 'ruleset-unusable', title: '' },
    'The newest ruleset cannot be used; the one before decides',
    '最新规则集无法使用，仍按上一版本判别',
  ],
  [
    { type: 'batch-failing', title: '' },
    'Accepted declarations cannot be decided',
    '已接收的报关单无法判别通道',
  ],
])('%j', (alarm, en, zh) => {
  const title = () => alarmTitle(alarm);
  expect([title(), inLocale('zh', title)]).toEqual([en, zh]);
});

test.each(ALARM_TYPES)('%s has a title before anything was measured', (type) => {
  expect(alarmTitle({ type, title: 'T' })).not.toMatch(/undefined|NaN/);
});

test('an action of a later version is shown as it is written', () => {
  expect([alarmActionName('acknowledge'), alarmActionName('polished')]).toEqual(['Acknowledged', 'polished']);
  expect(rejectionText('too-long')).toBe('It may not be shelved for that long.');
});
