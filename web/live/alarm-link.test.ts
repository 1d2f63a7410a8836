import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AlarmPage, AlarmRow } from '../../shared/contract/alarms.ts';
import type { AlarmsJoinAnswer } from '../../shared/contract/live.ts';
import { alarmRow } from '../views/alarms/alarm-row.test-kit.ts';
import { followAlarms, type AlarmLink } from './alarm-link.ts';
import { AlarmBook } from './alarm-reducer.ts';
import { FakeSocket } from './fake-socket.test-kit.ts';

const SCOPE = 'district:2200';
const JOINED: AlarmsJoinAnswer = { ok: true, epoch: 'a', seq: 4 };

/** A link to a server with these alarms, two a page; what it heard of, in order. */
class Linked {
  readonly socket = new FakeSocket<AlarmsJoinAnswer>(JOINED);
  readonly book = new AlarmBook();
  readonly heard: string[] = [];
  readonly limits: number[] = [];
  rows: AlarmRow[] = ['1', '2', '3', '4', '5'].map((id) => alarmRow(id));
  fault: { status: number } | null = null;
  readonly link: AlarmLink;

  constructor(connected = true) {
    this.socket.connected = connected;
    const note = (what: string) => () => void this.heard.push(what);
    this.link = followAlarms({
      socket: this.socket.socket,
      scope: SCOPE,
      book: this.book,
      readPage: (after, limit) => this.#page(after, limit),
      random: () => 0.5,
      on: {
        connected: note('connected'),
        disconnected: note('disconnected'),
        heard: note('heard'),
        refused: (reason) => this.heard.push(`refused: ${reason}`),
        read: note('read'),
        gap: note('gap'),
        changed: () => {},
        looking: (looking) => this.heard.push(`looking: ${Object.keys(looking).join()}`),
      },
    });
  }

  async #page(after: string | null, limit: number): Promise<AlarmPage> {
    this.limits.push(limit);
    if (this.fault !== null) throw Object.assign(new Error('refused'), this.fault);
    const from = after === null ? 0 : Number(after);
    const next = from + 2 < this.rows.length ? String(from + 2) : null;
    return { alarms: this.rows.slice(from, from + 2), groups: [], total: this.rows.length, next };
  }

  message(seq: number, alarms: AlarmRow[] = [], scope = SCOPE): void {
    this.socket.tell('alarms:changed', { scope, epoch: 'a', seq, alarms, groups: [] });
  }

  get ids(): string[] {
    return [...this.book.rows.keys()].toSorted();
  }

  /** What was heard since the last call. */
  news(): string[] {
    return this.heard.splice(0);
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const settle = () => vi.advanceTimersByTimeAsync(0);

test('joins, then reads all pages, the first of them small, and takes in what is told', async () => {
  const linked = new Linked();
  await settle();
  expect(linked.news()).toEqual(['connected', 'heard', 'gap', 'read']);
  expect([linked.ids, linked.limits]).toEqual([
    ['1', '2', '3', '4', '5'],
    [200, 5000, 5000],
  ]);
  linked.message(5, [alarmRow('6'), alarmRow('1', { version: 2, state: 'normal' })]);
  linked.message(6, [alarmRow('9')], 'national');
  expect([linked.ids, linked.news()]).toEqual([['2', '3', '4', '5', '6'], ['heard']]);
});

test('reads anew after a gap, and drops what is not there any more', async () => {
  const linked = new Linked();
  await settle();
  linked.news();
  linked.rows = linked.rows.slice(2);
  linked.message(7);
  await settle();
  expect([linked.ids, linked.news()]).toEqual([
    ['3', '4', '5'],
    ['heard', 'gap', 'read'],
  ]);
  expect(linked.socket.asked).toHaveLength(1);
});

test('joins anew after a reconnect and where the stream has fallen silent', async () => {
  const linked = new Linked(false);
  expect(linked.news()).toEqual([]);
  linked.socket.tell('connect');
  await settle();
  linked.socket.tell('disconnect');
  linked.message(5, [alarmRow('6')]);
  expect(linked.ids).not.toContain('6');
  expect(linked.news()).toEqual(['connected', 'heard', 'gap', 'read', 'disconnected', 'looking: ']);
  linked.socket.tell('connect');
  await settle();
  linked.link.heal();
  await settle();
  expect(linked.socket.asked).toHaveLength(3);
  expect(linked.news().filter((what) => what === 'read')).toHaveLength(2);
});

test('asks again where no answer comes or a page cannot be read', async () => {
  const linked = new Linked(false);
  linked.socket.answers = ['none'];
  linked.fault = { status: 503 };
  linked.socket.tell('connect');
  await vi.advanceTimersByTimeAsync(1000);
  expect(linked.news()).toEqual(['connected', 'heard', 'gap']);
  linked.fault = null;
  await vi.advanceTimersByTimeAsync(1000);
  expect([linked.news(), linked.ids.length]).toEqual([['gap', 'read'], 5]);
});

test.each<[string, (linked: Linked) => void]>([
  ['the server closes the scope', ({ socket }) => socket.tell('alarms:closed', { scope: SCOPE })],
  [
    'the join is refused',
    ({ socket }) => {
      socket.answers = [{ ok: false, reason: 'not-allowed' }];
      socket.tell('connect');
    },
  ],
  [
    'a page is refused',
    (linked) => {
      linked.fault = { status: 403 };
      linked.message(9);
    },
  ],
])('keeps nothing that may not be seen any more, and asks later: %s', async (_what, refuse) => {
  const linked = new Linked();
  await settle();
  linked.news();
  refuse(linked);
  await settle();
  expect(linked.news().at(-1)).toBe('refused: not-allowed');
  linked.fault = null;
  linked.message(10, [alarmRow('6')]);
  expect([linked.ids, linked.news()]).toEqual([[], []]);
  await vi.advanceTimersByTimeAsync(20_000);
  expect([linked.news().at(-1), linked.ids.length]).toEqual(['read', 5]);
});

test('says what the person looks at, again and again, until they look away or go', async () => {
  const { socket, link } = new Linked();
  await settle();
  socket.emit.mockClear();
  link.look('3');
  link.look('3');
  await vi.advanceTimersByTimeAsync(10_000);
  const looks = ['alarms:look', { scope: SCOPE, alarmId: '3' }];
  expect(socket.emit.mock.calls).toEqual([looks, looks, looks]);
  link.close();
  expect(socket.emit.mock.calls.slice(3)).toEqual([
    ['alarms:look', { scope: SCOPE, alarmId: null }],
    ['alarms:leave', { scope: SCOPE }],
  ]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(socket.emit).toHaveBeenCalledTimes(5);
});
