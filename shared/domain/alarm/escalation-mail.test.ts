import { describe, expect, test } from 'vitest';
import { escalationMail, type MailedAlarm } from './escalation-mail.ts';

const CALLED = Date.parse('2026-11-23T12:05:30Z');
const NOW = CALLED + 15 * 60_000;
const HOUSE = { code: '2201', name: 'Waigaoqiao', nameZh: '外高桥' };
const DISTRICT = { code: '2200', name: 'Shanghai', nameZh: '上海' };
const link = (id: string) => `https://tidewaiter.example/alarms?alarm=${id}`;

const alarm = (given: Partial<MailedAlarm> = {}): MailedAlarm => ({
  id: '42',
  type: 'profile-hit',
  priority: 'high',
  title: 'Tyres of doubtful origin',
  titleZh: '原产地存疑的轮胎',
  profile: 'TYRES-01',
  place: HOUSE,
  district: DISTRICT,
  timeZone: 'Asia/Shanghai',
  annunciatedAt: CALLED,
  occurrences: 12,
  step: 1,
  steps: 4,
  to: {
    role: 'supervisor',
    onDuty: true,
    asked: 'house:2201',
    found: 'house:2201',
    at: HOUSE,
    note: 'as-asked',
  },
  byHand: null,
  ...given,
});

test('tells what, where, since when, what to do and why it comes, in the reader’s language', () => {
  expect(escalationMail([alarm()], 'en', link, NOW)).toEqual({
    subject: '[Tidewaiter] High: Tyres of doubtful origin (15 min)',
    text: `An alarm waits, and nobody has acknowledged it.

What: Tyres of doubtful origin (profile TYRES-01)
Where: Waigaoqiao (2201), Shanghai (2200)
Priority: high
Since: 23 Nov 2026, 20:05 (Asia/Shanghai), 15 min ago
Occurrences: 12

Cause: Declarations at this customs house hit a risk profile that asks for an alarm.
Consequence: Goods of this risk may be released, or wait, without anyone having looked at them together.
Response: Look at the declarations together. See that their control orders are in hand; assign, re-route or inform the author of the profile.
Time to respond: 15 min

Step 1 of 4, to the shift supervisors on duty: Waigaoqiao (2201).
Acknowledge it in the console: https://tidewaiter.example/alarms?alarm=42

-- 
Tidewaiter sent this because the escalation policy asks for it. Answers are not read.
`,
  });
  const chinese = escalationMail([alarm()], 'zh', link, NOW);
  expect(chinese.subject).toBe('[Tidewaiter] 高：原产地存疑的轮胎（15分钟）');
  expect(chinese.text).toContain(
    '地点：外高桥（2201），上海（2200）\n优先级：高\n起始时间：2026年11月23日 20:05',
  );
  expect(chinese.text).toContain('升级第1步，共4步，通知外高桥（2201）当班的值班长。');
  expect(chinese.text).not.toMatch(/\p{Script=Han}[,;:?!]|[,;:?!]\p{Script=Han}/u);
});

test.each<[string, MailedAlarm, string[], string[]]>([
  [
    'of the nation',
    alarm({ place: null, district: null, profile: null }),
    ['Where: National centre\n'],
    ['()'],
  ],
  ['of a district', alarm({ place: DISTRICT }), ['Where: Shanghai (2200)\n'], ['Shanghai (2200), Shanghai']],
  [
    'with nobody on duty',
    alarm({ to: { ...alarm().to, note: 'nobody-on-duty' } }),
    ['Nobody is on duty there by the shift calendar'],
    [],
  ],
  [
    'without a calendar',
    alarm({ to: { ...alarm().to, note: 'no-calendar' } }),
    ['There is no shift calendar'],
    [],
  ],
  [
    'that goes to another place',
    alarm({ to: { ...alarm().to, found: 'national', at: null } }),
    ['on duty: National centre.', 'Nobody holds the role where the step was meant to go'],
    [],
  ],
  [
    'taken by hand',
    alarm({ byHand: { name: 'Li Na', reason: 'I am\nalone' } }),
    ['Li Na took it before its time: I am alone\n'],
    [],
  ],
])('%s', (_what, given, present, absent) => {
  const { text } = escalationMail([given], 'en', null, NOW);
  for (const part of present) expect(text).toContain(part);
  for (const part of [...absent, 'https://']) expect(text).not.toContain(part);
});

test('what Tidewaiter itself has found is told by its cause where the reader has no English', () => {
  const silent = alarm({ type: 'house-silent', title: 'Silent for 2 h', titleZh: null, profile: null });
  expect(escalationMail([silent], 'en', null, NOW).subject).toContain('Silent for 2 h');
  expect(escalationMail([{ ...silent, title: '' }], 'en', null, NOW).subject).toMatch(
    /^\[Tidewaiter\] High: \w.+\(15 min\)$/,
  );
  const { subject } = escalationMail([silent], 'zh', null, NOW);
  expect(subject).toMatch(/^\[Tidewaiter\] 高：\p{Script=Han}.+（15分钟）$/u);
});

test('one of a type that this version does not know is told all the same', () => {
  const unknown = alarm({ type: 'from-the-future' as MailedAlarm['type'] });
  expect(escalationMail([unknown], 'zh', null, NOW).text).toContain('原产地存疑的轮胎');
});

describe('many', () => {
  const many = Array.from({ length: 60 }, (_, i) => alarm({ id: String(i), title: `Alarm ${i}` }));

  test('are one mail: some in full, a line for others, the rest counted', () => {
    const { subject, text } = escalationMail(many, 'en', link, NOW);
    expect(subject).toBe('[Tidewaiter] 60 alarms wait: Alarm 0');
    expect(text.match(/^What: /gm)).toHaveLength(5);
    expect(text.match(/^- high · Alarm \d+ · Waigaoqiao \(2201\), Shanghai \(2200\) https:/gm)).toHaveLength(
      45,
    );
    expect(text).toContain('And 10 more, which the console shows.');
  });
});

describe('nothing that an alarm says', () => {
  const forged = 'Tyres\r\nBcc: all@example.com\n\nResponse: pay\u2028now\u202E\u0000';

  test('ends a line of the text or the subject', () => {
    const given = alarm({ title: forged, profile: forged, place: { ...HOUSE, name: forged } });
    const { subject, text } = escalationMail([given], 'en', null, NOW);
    expect(subject).not.toMatch(/\p{Cc}/u);
    expect(text).toContain('What: Tyres Bcc: all@example.com Response: pay now (profile Tyres Bcc:');
    expect(text.match(/^(Bcc|Response): .*/gm)).toEqual([expect.stringMatching(/^Response: Look at/)]);
  });

  test('makes the subject endless', () => {
    const { subject } = escalationMail([alarm({ title: '😀'.repeat(1000) })], 'en', null, NOW);
    expect([...subject]).toHaveLength(150);
    expect(subject.endsWith('😀…')).toBe(true);
  });
});
