import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SessionKeeper } from './session-keeper.ts';

const SESSION = { seconds: 3600, pass: 'p' };
const GONE = new Error('gone');

let answers: (typeof SESSION | Error)[];
const prove = vi.fn(async () => {
  const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
  if (answer instanceof Error) throw answer;
  return answer;
});
const onProved = vi.fn();
const onGone = vi.fn();
let keeper: SessionKeeper;

async function start(...first: (typeof SESSION | Error)[]) {
  answers = first;
  keeper = new SessionKeeper({
    prove,
    isGone: (error) => error === GONE,
    onProved,
    onGone,
    monotonicNow: () => Date.now(),
    random: () => 1,
  });
  await vi.advanceTimersByTimeAsync(0);
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  keeper.stop();
  vi.useRealTimers();
  vi.clearAllMocks();
});

test('proves at the start and again before the session is over, for weeks', async () => {
  await start(SESSION);
  expect(onProved).toHaveBeenCalledWith(SESSION);
  for (let day = 0; day < 21; day++) await vi.advanceTimersByTimeAsync(24 * 3_600_000);
  expect(prove.mock.calls.length).toBe(1 + (21 * 24 * 3600) / 2700);
  expect(vi.getTimerCount()).toBe(1);
});

test('tries again for as long as it takes, more and more seldom', async () => {
  await start(new Error('offline'));
  await vi.advanceTimersByTimeAsync(2_000 + 4_000 + 8_000 + 16_000 + 30_000);
  expect(prove).toHaveBeenCalledTimes(6);
  keeper.lost();
  await vi.advanceTimersByTimeAsync(0);
  expect(prove).toHaveBeenCalledTimes(6);
  answers = [SESSION];
  await vi.advanceTimersByTimeAsync(30_000);
  expect(onProved).toHaveBeenCalledOnce();
});

test('proves again at once when the session is lost, once however often that is said', async () => {
  await start(SESSION);
  await vi.advanceTimersByTimeAsync(60_000);
  keeper.lost();
  keeper.lost();
  await vi.advanceTimersByTimeAsync(0);
  expect(prove).toHaveBeenCalledTimes(2);
});

test('a session that is lost as soon as it is had is not asked for in a loop', async () => {
  await start(SESSION);
  for (let i = 0; i < 50; i++) {
    keeper.lost();
    await vi.advanceTimersByTimeAsync(20);
  }
  expect(prove).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(prove).toHaveBeenCalledTimes(2);
});

test('says that the display is gone, and asks no more', async () => {
  await start(SESSION);
  answers = [GONE];
  await vi.advanceTimersByTimeAsync(2_700_000);
  expect(onGone).toHaveBeenCalledOnce();
  keeper.lost();
  await vi.advanceTimersByTimeAsync(24 * 3_600_000);
  expect(prove).toHaveBeenCalledTimes(2);
  expect(vi.getTimerCount()).toBe(0);
});

test('leaves nothing behind when stopped', async () => {
  await start(SESSION);
  keeper.stop();
  expect(vi.getTimerCount()).toBe(0);
});
