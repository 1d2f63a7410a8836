import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AcceptedGroup, CheckedDeclaration } from '../../shared/platform/stores/intake.store.ts';
import { GroupCommit, type GroupCommitOptions } from './group-commit.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const OPTIONS: GroupCommitOptions = { size: 10, characters: 1000, lingerMs: 4, lanes: 2 };

const declaration = (declarationNo: string, json = '{}'): CheckedDeclaration => ({
  declarationNo,
  customsHouse: '2201',
  mayLodgeAt: () => true,
  json,
  contentHash: '',
});

/** Declarations numbered `name.0`, `name.1`, … */
const some = (name: string, count: number, json?: string) =>
  Array.from({ length: count }, (_, i) => declaration(`${name}.${i}`, json));

/** Commits that end when told to. */
function fakeCommits() {
  const groups: { numbers: string[]; end: (result: AcceptedGroup) => void; fail: (error: Error) => void }[] =
    [];
  const commit = vi.fn<(group: CheckedDeclaration[]) => Promise<AcceptedGroup>>((group) => {
    const { promise, resolve, reject } = Promise.withResolvers<AcceptedGroup>();
    groups.push({ numbers: group.map((one) => one.declarationNo), end: resolve, fail: reject });
    return promise;
  });
  return { groups, commit };
}

const accepted = (batchId: string, count: number): AcceptedGroup => ({
  batchId,
  acceptedCount: count,
  outcomes: Array.from({ length: count }, () => 'accepted'),
});

describe('a group', () => {
  test('waits the linger for company and is then one commit', async () => {
    const { groups, commit } = fakeCommits();
    const commits = new GroupCommit(commit, OPTIONS);
    const results = [commits.submit(some('a', 1)), commits.submit(some('b', 2))];
    await vi.advanceTimersByTimeAsync(3);
    expect(groups).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(groups.map((group) => group.numbers)).toEqual([['a.0', 'b.0', 'b.1']]);
    groups[0]!.end({ batchId: '7', acceptedCount: 1, outcomes: ['duplicate', 'amended', 'duplicate'] });
    expect(await Promise.all(results)).toEqual([
      { batchId: null, outcomes: ['duplicate'] },
      { batchId: '7', outcomes: ['amended', 'duplicate'] },
    ]);
  });

  test.each([
    ['declarations', some('a', 10)],
    ['characters', some('a', 2, 'x'.repeat(500))],
  ])('full of %s starts at once', (_of, submission) => {
    const { groups, commit } = fakeCommits();
    void new GroupCommit(commit, OPTIONS).submit(submission);
    expect(groups).toHaveLength(1);
  });

  test('holds no more characters than it may, except in one submission alone', async () => {
    const { groups, commit } = fakeCommits();
    const commits = new GroupCommit(commit, { ...OPTIONS, lanes: 3 });
    for (const name of ['a', 'b', 'c']) void commits.submit(some(name, 1, 'x'.repeat(600)));
    void commits.submit(some('d', 1, 'x'.repeat(5000)));
    await vi.advanceTimersByTimeAsync(4);
    for (const group of groups) group.end(accepted('1', group.numbers.length));
    await vi.advanceTimersByTimeAsync(4);
    expect(groups.map((group) => group.numbers)).toEqual([['a.0'], ['b.0'], ['c.0'], ['d.0']]);
  });

  test('that is empty is no commit and does not wait for one', async () => {
    const { groups, commit } = fakeCommits();
    expect(await new GroupCommit(commit, OPTIONS).submit([])).toEqual({ batchId: null, outcomes: [] });
    expect(groups).toEqual([]);
  });

  test('waits for a free lane', async () => {
    const { groups, commit } = fakeCommits();
    const commits = new GroupCommit(commit, { ...OPTIONS, lanes: 1 });
    void commits.submit(some('a', 10));
    void commits.submit(some('b', 10));
    await vi.advanceTimersByTimeAsync(1000);
    expect(groups).toHaveLength(1);
    groups[0]!.end(accepted('1', 10));
    await vi.advanceTimersByTimeAsync(0);
    expect(groups).toHaveLength(2);
  });

  test('that fails, even before its promise, leaves its lane free', async () => {
    const commit = vi.fn<(group: CheckedDeclaration[]) => Promise<AcceptedGroup>>(() => {
      throw new Error('no connection');
    });
    const commits = new GroupCommit(commit, { ...OPTIONS, lanes: 1 });
    for (let i = 0; i < 3; i++) {
      await expect(commits.submit(some('a', 10))).rejects.toThrow('no connection');
      await vi.advanceTimersByTimeAsync(10);
    }
  });
});

test('nothing is split, lost or doubled; each submission shares the fate of its own commit only', async () => {
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ submit: fc.nat(12), json: fc.nat(300) }) },
    { weight: 2, arbitrary: fc.record({ settle: fc.nat(), fails: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ pass: fc.integer({ min: 1, max: 6 }) }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { groups, commit } = fakeCommits();
      const commits = new GroupCommit(commit, OPTIONS);
      const fates = new Map<string, string>();
      const submitted: { name: string; count: number }[] = [];
      const open = new Set<number>();
      const settled: ('ok' | 'failed')[] = [];
      const noteOpen = () => groups.forEach((_, g) => settled[g] === undefined && open.add(g));
      const settle = async (g: number, fails: boolean) => {
        open.delete(g);
        settled[g] = fails ? 'failed' : 'ok';
        if (fails) groups[g]!.fail(new Error(`group ${g}`));
        else groups[g]!.end(accepted(String(g), groups[g]!.numbers.length));
        await vi.advanceTimersByTimeAsync(0);
      };
      for (const one of steps) {
        noteOpen();
        if ('submit' in one) {
          const name = `s${submitted.length}`;
          submitted.push({ name, count: one.submit });
          commits.submit(some(name, one.submit, 'x'.repeat(one.json))).then(
            (result) => fates.set(name, `${result.batchId} ${result.outcomes.length}`),
            (error: Error) => fates.set(name, error.message),
          );
          await vi.advanceTimersByTimeAsync(0);
        } else if ('settle' in one) {
          const picked = [...open][one.settle % Math.max(1, open.size)];
          if (picked !== undefined) await settle(picked, one.fails);
        } else {
          await vi.advanceTimersByTimeAsync(one.pass);
        }
        noteOpen();
        expect(open.size).toBeLessThanOrEqual(OPTIONS.lanes);
        // Whoever has an answer had its commit settled before.
        for (const [name, fate] of fates) {
          const g = groups.findIndex((group) => group.numbers.includes(`${name}.0`));
          if (g !== -1) expect(settled[g], `${name}: ${fate}`).toBeDefined();
        }
      }
      for (let round = 0; fates.size < submitted.length && round < 200; round++) {
        await vi.advanceTimersByTimeAsync(OPTIONS.lingerMs);
        noteOpen();
        for (const g of Array.from(open)) await settle(g, false);
      }
      expect(groups.flatMap((group) => group.numbers)).toEqual(
        submitted.flatMap(({ name, count }) => some(name, count).map((one) => one.declarationNo)),
      );
      for (const { name, count } of submitted) {
        if (count === 0) {
          expect(fates.get(name)).toBe('null 0');
          continue;
        }
        const own = groups.flatMap((group, g) => (group.numbers.includes(`${name}.0`) ? [g] : []));
        expect(own).toHaveLength(1);
        expect(groups[own[0]!]!.numbers.filter((no) => no.startsWith(`${name}.`))).toHaveLength(count);
        expect(fates.get(name)).toBe(
          settled[own[0]!] === 'failed' ? `group ${own[0]}` : `${own[0]} ${count}`,
        );
      }
    }),
    { numRuns: 200 },
  );
});
