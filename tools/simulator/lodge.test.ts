import { describe, expect, it } from 'vitest';
import type { LodgingClient } from '../lodging/client.ts';
import { generateDeclarations } from './generate.ts';
import { lodgeAsDue } from './lodge.ts';

const AT = Date.parse('2026-11-23T10:00:00+08:00');

function lodge(options: {
  rate: number;
  count: number;
  answer?: () => Promise<void>;
  signal?: AbortSignal;
  outageMs?: () => number;
}) {
  const sizes: number[] = [];
  const numbers: string[] = [];
  const receipt = {
    batchId: null,
    batchIds: [],
    accepted: 0,
    duplicates: 0,
    amended: 0,
    rejected: [],
    rejectedTotal: 0,
  };
  const client: Pick<LodgingClient, 'lodge'> = {
    async lodge(declarations) {
      sizes.push(declarations.length);
      for (const declaration of declarations as { declarationNo: string }[])
        numbers.push(declaration.declarationNo);
      await options.answer?.();
      time += options.outageMs?.() ?? 0;
      return receipt;
    },
  };
  const generated: string[] = [];
  const instants: number[] = [];
  let time = AT;
  const done = lodgeAsDue({
    source: generateDeclarations({ seed: 1, startsAt: AT, ratePerSecond: options.rate, rhythm: false }),
    client: client as LodgingClient,
    startsAt: AT,
    count: options.count,
    signal: options.signal ?? new AbortController().signal,
    onGenerated: ({ declaration, at }) => {
      generated.push(declaration.declarationNo);
      instants.push(at);
    },
    onReceipt: () => {},
    now: () => time,
    wait: async (ms) => {
      time += ms;
      await new Promise((resolve) => setImmediate(resolve));
    },
  });
  return { done, sizes, numbers, generated, instants };
}

describe('lodgeAsDue', () => {
  it('lodges exactly as many as asked for, each once', async () => {
    const { done, numbers, generated } = lodge({ rate: 50, count: 250 });
    await done;
    expect(numbers).toHaveLength(250);
    expect(new Set(numbers)).toEqual(new Set(generated));
  });

  it('sends singles at a low rate and arrays at a high one', async () => {
    const low = lodge({ rate: 5, count: 40 });
    const high = lodge({ rate: 5000, count: 3000 });
    await Promise.all([low.done, high.done]);
    expect(low.sizes.every((size) => size === 1)).toBe(true);
    expect(Math.max(...high.sizes)).toBeGreaterThan(100);
  });

  it('jumps over an outage instead of sending all of it late', async () => {
    let asked = 0;
    const outage = lodge({ rate: 100, count: 500, outageMs: () => (asked++ === 3 ? 60_000 : 0) });
    await outage.done;
    const late = outage.instants.filter((at, n) => at - (outage.instants[n - 1] ?? at) > 40_000);
    expect(late).toHaveLength(1);
  });

  it('stops when told to, and waits for the answers under way', async () => {
    const stop = new AbortController();
    let answered = 0;
    const { done, sizes } = lodge({
      rate: 100,
      count: Infinity,
      signal: stop.signal,
      answer: async () => {
        stop.abort();
        await new Promise((resolve) => setImmediate(resolve));
        answered++;
      },
    });
    await done;
    expect(answered).toBe(sizes.length);
    expect(answered).toBeGreaterThan(0);
  });

  it('ends with the failure of a request that will never succeed', async () => {
    const { done } = lodge({
      rate: 100,
      count: Infinity,
      answer: async () => {
        throw new Error('refused for good');
      },
    });
    await expect(done).rejects.toThrow('refused for good');
  });
});
