import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Ruleset } from '../shared/domain/targeting/profile.ts';
import type { Queryable } from '../shared/platform/db/pool.ts';
import { createLog } from '../shared/platform/log.ts';
import { RulesetKeeper } from './ruleset-keeper.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const rulesetOf = (red: number): Ruleset => ({
  format: 'tidewaiter-ruleset/1',
  profiles: [],
  lists: [],
  policy: { thresholds: { red, orange: 30 }, creditShift: {}, randomRate: 0 },
});

/** A database that holds the versions given; `hold` delays the answers that name documents. */
function keeper() {
  const versions: { version: number; document: unknown }[] = [];
  const database = { hold: Promise.resolve(), away: false };
  const query = vi.fn(async (sql: string) => {
    if (database.away) throw new Error('away');
    const newest = versions.at(-1);
    if (sql.includes('max(version)')) return { rows: [{ version: newest?.version ?? null }] };
    await database.hold;
    return { rows: newest === undefined ? [] : [newest] };
  });
  const log = createLog('worker', 'silent');
  const error = vi.spyOn(log, 'error');
  const it = new RulesetKeeper({ query } as unknown as Queryable, log);
  return { it, versions, database, query, error };
}

test('decides nothing without a ruleset, and takes up the first that comes', async () => {
  const { it, versions } = keeper();
  await it.start();
  expect(() => it.current).toThrow('no ruleset is in force');
  versions.push({ version: 1, document: rulesetOf(70) });
  await vi.advanceTimersByTimeAsync(1000);
  expect(it.current).toMatchObject({ version: 1, policy: { thresholds: { red: 70 } } });
  it.stop();
});

test('takes up a new version as a whole, and compiles one only once', async () => {
  const { it, versions, query } = keeper();
  versions.push({ version: 1, document: rulesetOf(70) });
  await it.start();
  const first = it.current;
  await vi.advanceTimersByTimeAsync(3000);
  expect(it.current).toBe(first);
  expect(query.mock.calls.filter(([sql]) => !sql.includes('max(version)'))).toHaveLength(1);
  versions.push({ version: 2, document: rulesetOf(50) });
  await vi.advanceTimersByTimeAsync(1000);
  expect(it.current).toMatchObject({ version: 2, policy: { thresholds: { red: 50 } } });
  it.stop();
});

test('keeps what is in force while the database is away, or a version cannot be compiled', async () => {
  const { it, versions, database, error } = keeper();
  versions.push({ version: 1, document: rulesetOf(70) });
  await it.start();
  database.away = true;
  await vi.advanceTimersByTimeAsync(1000);
  expect(it.current.version).toBe(1);
  expect(error).toHaveBeenCalledOnce();
  database.away = false;
  versions.push({ version: 2, document: { ...rulesetOf(50), profiles: [{ code: 'P', when: {} }] } });
  await vi.advanceTimersByTimeAsync(1000);
  expect(it.current.version).toBe(1);
  expect(error).toHaveBeenCalledTimes(2);
  it.stop();
});

test('never goes back when a slow reading is overtaken', async () => {
  const { it, versions, database } = keeper();
  versions.push({ version: 1, document: rulesetOf(70) });
  await it.start();
  const slow = Promise.withResolvers<void>();
  database.hold = slow.promise;
  const held = { version: 2, document: rulesetOf(60) };
  versions.push(held);
  await vi.advanceTimersByTimeAsync(1000);
  database.hold = Promise.resolve();
  versions.push({ version: 3, document: rulesetOf(50) });
  await vi.advanceTimersByTimeAsync(1000);
  expect(it.current.version).toBe(3);
  slow.resolve();
  await vi.advanceTimersByTimeAsync(0);
  expect(it.current.version).toBe(3);
  it.stop();
});

test('asks no more once stopped', async () => {
  const { it, query } = keeper();
  await it.start();
  it.stop();
  const asked = query.mock.calls.length;
  await vi.advanceTimersByTimeAsync(5000);
  expect(query).toHaveBeenCalledTimes(asked);
});
