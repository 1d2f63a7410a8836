import { setImmediate as tick } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Turns } from './turns.ts';

const stays = new AbortController().signal;

/** Work that goes on until it is told to end, or is aborted. */
function work() {
  let end!: (value: string) => void;
  const done = new Promise<string>((resolve) => (end = resolve));
  const state = { begun: false, end: () => end('done') };
  const run = (signal: AbortSignal) => {
    state.begun = true;
    return Promise.race([
      done,
      new Promise<never>((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true }),
      ),
    ]);
  };
  return { state, run };
}

describe('turns', () => {
  test('a person’s next ends the one before, and nobody else’s', async () => {
    const turns = new Turns();
    const [first, second, other] = [work(), work(), work()];
    const superseded = turns.take('a', stays, first.run);
    const others = turns.take('b', stays, other.run);
    await tick();
    const next = turns.take('a', stays, second.run);
    await expect(superseded).rejects.toMatchObject({ fault: 'superseded' });
    second.state.end();
    other.state.end();
    expect(await Promise.all([next, others])).toEqual(['done', 'done']);
  });

  test('two run at once, the others in the order they came', async () => {
    const turns = new Turns();
    const all = ['a', 'b', 'c', 'd'].map((person) => ({ person, ...work() }));
    const answers = all.map(({ person, run }) => turns.take(person, stays, run));
    const begun = async () => {
      await tick();
      return all.map(({ state }) => state.begun);
    };
    expect(await begun()).toEqual([true, true, false, false]);
    all[1]!.state.end();
    expect(await begun()).toEqual([true, true, true, false]);
    all[0]!.state.end();
    all[2]!.state.end();
    expect(await begun()).toEqual([true, true, true, true]);
    all[3]!.state.end();
    expect(await Promise.all(answers)).toEqual(['done', 'done', 'done', 'done']);
  });

  test('who leaves while waiting leaves the line, and too many are refused', async () => {
    const turns = new Turns();
    const running = ['a', 'b'].map((person) => ({ person, ...work() }));
    const answers = running.map(({ person, run }) => turns.take(person, stays, run));
    const waiting = Array.from({ length: 8 }, (_, i) => {
      const gone = new AbortController();
      return { gone, answer: turns.take(`w${i}`, gone.signal, work().run) };
    });
    await tick();
    await expect(turns.take('late', stays, work().run)).rejects.toMatchObject({
      fault: 'too-many-back-tests',
    });
    for (const { gone, answer } of waiting) {
      gone.abort();
      await expect(answer).rejects.toMatchObject({ fault: 'superseded' });
    }
    const next = work();
    const taken = turns.take('next', stays, next.run);
    for (const { state } of running) state.end();
    next.state.end();
    expect(await Promise.all([...answers, taken])).toEqual(['done', 'done', 'done']);
  });

  test('what fails gives its place to the next', async () => {
    const turns = new Turns();
    for (let i = 0; i < 5; i++) {
      await expect(turns.take('a', stays, () => Promise.reject(new Error('broken')))).rejects.toThrow(
        'broken',
      );
    }
    expect(await turns.take('a', stays, () => Promise.resolve('done'))).toBe('done');
  });
});
