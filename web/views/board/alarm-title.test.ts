import { expect, test } from 'vitest';
import type { BoardAlarm } from '../../../shared/contract/live.ts';
import { inLocale } from '../../ui/locale.test-kit.ts';
import { alarmTitle } from './alarm-title.ts';

const alarm: BoardAlarm = {
  id: '1',
  priority: 'high',
  title: 'Solid waste',
  place: { name: 'National', nameZh: '全国' },
  occurrences: 1,
  raisedAt: 0,
};

test.each<[Partial<BoardAlarm>, string, string]>([
  [{ profile: 'PRO-1' }, 'Solid waste', 'Solid waste'],
  [{ profile: 'PRO-1', titleZh: '固体废物' }, 'Solid waste', '固体废物'],
  [
    { fault: 'evaluation-error', profile: 'PRO-1' },
    'Profile PRO-1 cannot be evaluated',
    '风险参数 PRO-1 无法运算',
  ],
  [
    { fault: 'ruleset-guard', profile: 'PRO-1' },
    'Profile PRO-1 passed its guard and is suspended',
    '风险参数 PRO-1 超出保护限值，已暂停',
  ],
  [
    { fault: 'ruleset-unusable' },
    'The newest ruleset cannot be used; the one before decides',
    '最新规则集无法使用，仍按上一版本判别',
  ],
  [{ fault: 'batch-failing' }, 'Accepted declarations cannot be decided', '已接收的报关单无法判别通道'],
])('%j', (change, en, zh) => {
  const title = () => alarmTitle({ ...alarm, ...change });
  expect([title(), inLocale('zh', title)]).toEqual([en, zh]);
});
