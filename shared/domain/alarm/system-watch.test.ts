import { describe, expect, test } from 'vitest';
import { NO_MEMORY, watchSystem, type SystemReadings, type WatchedFault } from './system-watch.ts';

const calm = (now: number): SystemReadings => {
  return { now, waiting: 0, waitingLimit: 1000, p99: 100, lastReturnAt: now };
};

/** Verdicts at each of the readings, two seconds apart. */
function watched(fault: WatchedFault, readings: (now: number) => Partial<SystemReadings>, seconds: number) {
  let memory = NO_MEMORY;
  const verdicts: string[] = [];
  for (let now = 0; now <= seconds * 1000; now += 2000) {
    const watch = watchSystem(memory, { ...calm(now), ...readings(now) });
    memory = watch.memory;
    const verdict = watch.verdicts[fault];
    verdicts.push(verdict.verdict === 'there' ? verdict.priority : verdict.verdict);
  }
  return verdicts;
}

describe('intake backlog', () => {
  test.each<[number | null, string]>([
    [null, 'between'],
    [249, 'gone'],
    [250, 'between'],
    [499, 'between'],
    [500, 'high'],
    [949, 'high'],
    [950, 'critical'],
    [1200, 'critical'],
  ])('%s of 1000 wait: %s', (waiting, verdict) => {
    expect(watched('intake-backlog', () => ({ waiting }), 0)).toEqual([verdict]);
  });
});

describe('decision latency', () => {
  test('over two seconds for half a minute, not before', () => {
    const verdicts = watched('decision-latency', () => ({ p99: 2001 }), 32);
    expect(verdicts).toEqual([...Array<string>(15).fill('between'), 'medium', 'medium']);
  });

  test('one minute of grace begins anew with each reading in time', () => {
    const verdicts = watched('decision-latency', (now) => ({ p99: now === 20_000 ? 100 : 9000 }), 48);
    expect(verdicts).not.toContain('medium');
  });

  test('is over after half a minute in time, or without decisions', () => {
    for (const p99 of [1599, null]) {
      expect(watched('decision-latency', () => ({ p99 }), 32).slice(-3)).toEqual(['between', 'gone', 'gone']);
    }
    expect(watched('decision-latency', () => ({ p99: 1700 }), 60)).not.toContain('gone');
  });
});

describe('worker lost', () => {
  test('nothing comes back for fifteen seconds', () => {
    const verdicts = watched('worker-lost', () => ({ lastReturnAt: 0 }), 18);
    expect(verdicts.slice(-4)).toEqual(['between', 'between', 'critical', 'critical']);
    expect(verdicts).not.toContain('gone');
  });

  test('is over when returns have come for five seconds', () => {
    const verdicts = watched('worker-lost', (now) => ({ lastReturnAt: now < 20_000 ? -1 : now }), 28);
    expect(verdicts.slice(-6)).toEqual(['critical', 'between', 'between', 'between', 'gone', 'gone']);
  });

  test('tells for how long', () => {
    const { verdicts } = watchSystem(NO_MEMORY, { ...calm(40_000), lastReturnAt: 21_500 });
    expect(verdicts['worker-lost']).toMatchObject({ detail: { seconds: 18 } });
  });
});
