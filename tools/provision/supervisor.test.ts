import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Exit, RunningProcess } from './process.ts';
import { judgeDeath, supervise } from './supervisor.ts';

test.each([
  [0, 10, { kind: 'restart', deaths: 1, pauseMs: 500 }],
  [1, 10, { kind: 'restart', deaths: 2, pauseMs: 1000 }],
  [3, 10, { kind: 'restart', deaths: 4, pauseMs: 4000 }],
  [4, 10, { kind: 'give-up', deaths: 5 }],
  [4, 60_000, { kind: 'restart', deaths: 1, pauseMs: 500 }],
])('after %i deaths, having lived %i ms', (before, lived, verdict) => {
  expect(judgeDeath(before, lived)).toEqual(verdict);
});

/** A process that ends when told to. */
function fake(): RunningProcess & { die: (exit: Exit) => void } {
  const { promise, resolve } = Promise.withResolvers<Exit>();
  const gone = { code: 0, signal: null };
  return {
    child: {} as RunningProcess['child'],
    exited: promise,
    hasten: () => resolve(gone),
    stop: () => {
      resolve(gone);
      return promise;
    },
    die: resolve,
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function supervised() {
  const started: ReturnType<typeof fake>[] = [];
  const said: string[] = [];
  const gaveUp = vi.fn<(reason: string) => void>();
  const it = supervise({
    name: 'worker 1',
    start: () => {
      const process = fake();
      started.push(process);
      return process;
    },
    say: (line) => said.push(line),
    onGiveUp: gaveUp,
  });
  const killLast = async () => {
    started.at(-1)?.die({ code: null, signal: 'SIGKILL' });
    await vi.advanceTimersByTimeAsync(20_000);
  };
  return { it, started, said, gaveUp, killLast };
}

test('starts a process again that died, and says so', async () => {
  const { it, started, said, killLast } = supervised();
  await killLast();
  expect(started).toHaveLength(2);
  expect(said).toEqual(['worker 1 ended by SIGKILL; starting it again in 0.5 s']);
  await it.stop();
});

test('gives up on one that dies at once again and again', async () => {
  const { started, gaveUp, killLast } = supervised();
  for (let death = 0; death < 6; death++) await killLast();
  expect(started).toHaveLength(5);
  expect(gaveUp).toHaveBeenCalledExactlyOnceWith('worker 1 ended by SIGKILL, 5 times in a row');
});

test('leaves alone what was stopped', async () => {
  const { it, started, said } = supervised();
  await it.stop();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(started).toHaveLength(1);
  expect(said).toEqual([]);
});
