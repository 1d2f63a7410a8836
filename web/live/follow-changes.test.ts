import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Change } from '../../shared/contract/changes.ts';
import type { FollowAnswer } from '../../shared/contract/live.ts';
import { FakeSocket } from './fake-socket.test-kit.ts';
import { followOver } from './follow-changes.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const settle = () => vi.advanceTimersByTimeAsync(0);

function follow(socket: FakeSocket<FollowAnswer>): { told: Change[][]; stop: () => void } {
  const told: Change[][] = [];
  const stop = followOver(
    socket.socket,
    'district:2200',
    ['orders'],
    (changes) => told.push(changes),
    () => 0.5,
  );
  return { told, stop };
}

const anything: Change[] = [{ subject: 'orders', scope: 'district:2200', keys: [] }];
const change: Change = { subject: 'orders', scope: 'house:2201', keys: ['D/1'] };

test('tells of anything once it follows, of what is told, and of anything again after a reconnect', async () => {
  const socket = new FakeSocket<FollowAnswer>({ ok: true });
  const { told } = follow(socket);
  await settle();
  expect(told).toEqual([anything]);
  socket.tell('changes:told', { scope: 'district:2200', changes: [change] });
  socket.tell('changes:told', { scope: 'national', changes: [change] });
  socket.tell('changes:told', { scope: 'district:2200', changes: [{ ...change, subject: 'shifts' }] });
  expect(told).toEqual([anything, [change]]);
  socket.tell('disconnect');
  socket.tell('connect');
  await settle();
  expect(told).toEqual([anything, [change], anything]);
});

test('asks again where no answer comes, and later where it is refused', async () => {
  const socket = new FakeSocket<FollowAnswer>({ ok: true });
  socket.answers = ['none', { ok: false, reason: 'not-allowed' }];
  const { told } = follow(socket);
  await settle();
  await vi.advanceTimersByTimeAsync(1000);
  expect(socket.asked).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(19_000);
  expect(told).toEqual([]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(told).toEqual([anything]);
  socket.tell('changes:closed', { scope: 'district:2200', subject: 'orders' });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(socket.asked).toHaveLength(4);
});

test('leaves when the last follower goes, and hears nothing more', async () => {
  const socket = new FakeSocket<FollowAnswer>({ ok: true });
  const [one, other] = [follow(socket), follow(socket)];
  await settle();
  one.stop();
  expect(socket.emit).not.toHaveBeenCalled();
  socket.tell('changes:told', { scope: 'district:2200', changes: [change] });
  expect([one.told.length, other.told.length]).toEqual([1, 2]);
  other.stop();
  expect(socket.emit).toHaveBeenCalledExactlyOnceWith('changes:leave', {
    scope: 'district:2200',
    subjects: ['orders'],
  });
});
