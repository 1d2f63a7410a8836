import { beforeEach, expect, test } from 'vitest';
import type { AlarmDeedResult, AlarmRow } from '../../../shared/contract/alarms.ts';
import { alarmRow } from './alarm-row.test-kit.ts';
import { DeedDesk } from './deed-desk.svelte.ts';
import type { DeedRequest } from './deeds.ts';

const form = { words: '', minutes: 15, personId: null };
let live: boolean;
let chosen: AlarmRow[];
let sent: DeedRequest[];
let answer: () => Promise<AlarmDeedResult>;
let changed: AlarmRow[];
let desk: DeedDesk;

beforeEach(() => {
  live = true;
  chosen = [alarmRow('1'), alarmRow('2'), alarmRow('3', { state: 'acknowledged' })];
  sent = [];
  changed = [];
  answer = () => Promise.resolve({ alarms: [alarmRow('1', { state: 'acknowledged' })], refused: [] });
  desk = new DeedDesk({
    isLive: () => live,
    may: (right, scope) => right === 'alarms.acknowledge' && scope === 'house:2201',
    me: () => 'me',
    chosen: () => chosen,
    send: (request) => {
      sent.push(request);
      return answer();
    },
    onchanged: (rows) => changed.push(...rows),
  });
});

test('a deed is done on those that can take it, and shown as done by the server’s word alone', async () => {
  desk.begin('acknowledge');
  expect(desk.open).toMatchObject({ targets: [{ id: '1' }, { id: '2' }], unfit: 1 });
  const done = desk.submit(form);
  expect([desk.busy, [...desk.pending], changed]).toEqual([true, ['1', '2'], []]);
  await done;
  expect([desk.busy, desk.pending.size, desk.open]).toEqual([false, 0, null]);
  expect(changed.map(({ id }) => id)).toEqual(['1']);
  expect(desk.outcome).toMatchObject({ done: 1, refused: [], failure: null });
});

test('what another was faster at is told, and shown as it is now', async () => {
  const alarm = alarmRow('2', { version: 9, state: 'acknowledged' });
  const last = { action: 'acknowledge', by: 'Li Wei', at: 5 };
  answer = () =>
    Promise.resolve({ alarms: [], refused: [{ id: '2', reason: 'already-acknowledged', last, alarm }] });
  desk.begin('acknowledge');
  await desk.submit(form);
  expect(changed).toEqual([alarm]);
  expect(desk.outcome).toMatchObject({ done: 0, refused: [{ last }] });
});

test('what is not live is refused, begun or not, and nothing is sent later', async () => {
  desk.begin('acknowledge');
  live = false;
  await desk.submit(form);
  expect([sent, desk.open, desk.refused]).toEqual([[], null, { deed: 'acknowledge', why: 'not-live' }]);
  desk.begin('acknowledge');
  expect([desk.open, desk.refused?.why]).toEqual([null, 'not-live']);
  live = true;
  expect(sent).toEqual([]);
});

test('a request that fails is told, and ends what is pending', async () => {
  const failure = new Error('gone');
  answer = () => Promise.reject(failure);
  desk.begin('acknowledge');
  await desk.submit(form);
  expect([desk.outcome?.failure, desk.pending.size, desk.busy]).toEqual([failure, 0, false]);
});

test.each<[string, () => void, Parameters<DeedDesk['begin']>[0], string]>([
  ['nothing is chosen', () => (chosen = []), 'acknowledge', 'nothing-chosen'],
  ['nothing chosen can take it', () => (chosen = [chosen[2]!]), 'acknowledge', 'none-fits'],
  ['the right is missing', () => undefined, 'shelve', 'not-allowed'],
  [
    'it is at another place',
    () => (chosen = [alarmRow('9', { customsHouse: '5301' })]),
    'acknowledge',
    'not-allowed',
  ],
  ['a comment is for many', () => undefined, 'comment', 'one-only'],
])('where %s, no deed is begun', (_what, given, deed, why) => {
  given();
  desk.begin(deed);
  expect([desk.open, desk.refused]).toEqual([null, { deed, why }]);
});
