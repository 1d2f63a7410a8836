import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { TooManyRequestsError } from './address-limit.ts';
import { Caller } from './caller.ts';
import { IntakeLimit } from './intake-limit.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

const machine = (id: string, declarationsPerMinute: number | null) =>
  new Caller({ kind: 'machine', id, name: id, keyId: 'k', declarationsPerMinute }, [], () => undefined);

async function retryAfter(limit: IntakeLimit, caller: Caller): Promise<number | null> {
  try {
    await limit.admit(caller);
    return null;
  } catch (error) {
    return (error as TooManyRequestsError).retryAfterSeconds;
  }
}

describe('a system with a limit', () => {
  test('is refused once its budget is used up, until the minute is over', async () => {
    const limit = new IntakeLimit(null);
    const caller = machine('a', 100);
    await limit.charge(caller, 99);
    expect(await retryAfter(limit, caller)).toBeNull();
    vi.advanceTimersByTime(20_000);
    await limit.charge(caller, 1);
    expect(await retryAfter(limit, caller)).toBe(40);
    vi.advanceTimersByTime(40_000);
    expect(await retryAfter(limit, caller)).toBeNull();
  });

  test.each([
    [[250], 60 + 90],
    [[50, 200], 60 + 90],
    // Deliveries that ran beside one another each add what they held beyond the limit.
    [[100, 100, 100], 60 + 60 + 60],
    [[10_000_000], 86_400],
  ])('charged %j at 100 a minute pays for %d s', async (charges, seconds) => {
    const limit = new IntakeLimit(null);
    const caller = machine('a', 100);
    for (const charge of charges) await limit.charge(caller, charge);
    expect(await retryAfter(limit, caller)).toBe(seconds);
    vi.advanceTimersByTime((seconds - 1) * 1000);
    expect(await retryAfter(limit, caller)).toBe(1);
    vi.advanceTimersByTime(1000);
    expect(await retryAfter(limit, caller)).toBeNull();
  });

  test('is charged as its delivery is read, and for what was read of one that broke off', async () => {
    const limit = new IntakeLimit(null);
    const caller = machine('a', 1500);
    async function* broken() {
      for (let i = 0; i < 1500; i++) yield i;
      throw new Error('gone');
    }
    const read = async () => {
      let count = 0;
      for await (const _ of limit.metered(caller, broken()))
        if (++count === 1400) expect(await retryAfter(limit, caller)).toBeNull();
    };
    await expect(read()).rejects.toThrow('gone');
    expect(await retryAfter(limit, caller)).toBe(60);
  });

  test('pays one declaration for a delivery without any', async () => {
    const limit = new IntakeLimit(null);
    const caller = machine('a', 1);
    for await (const _ of limit.metered(caller, [])) throw new Error('nothing was sent');
    expect(await retryAfter(limit, caller)).toBe(60);
  });
});

test('a system without a limit is never refused', async () => {
  const limit = new IntakeLimit(null);
  await limit.charge(machine('a', null), 1_000_000);
  expect(await retryAfter(limit, machine('a', null))).toBeNull();
});
