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
  const alarms: object[] = [];
  const database = { hold: Promise.resolve(), away: false, unreadable: false, full: false };
  const query = vi.fn(async (sql: string) => {
    if (database.away) throw new Error('away');
    const newest = versions.at(-1);
    if (sql.includes('max(version)')) return { rows: [{ version: newest?.version ?? null }] };
    await database.hold;
    if (database.unreadable) throw new Error('broken');
    return { rows: newest === undefined ? [] : [newest] };
  });
  const log = createLog('worker', 'silent');
  const error = vi.spyOn(log, 'error');
  const raise = async (alarm: object) => {
    if (database.full) throw new Error('full');
    alarms.push(alarm);
  };
  const it = new RulesetKeeper({ query } as unknown as Queryable, raise, log);
  return { it, versions, database, query, error, alarms };
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

const FAULTY = { ...rulesetOf(50), profiles: [{ code: 'P', when: {} }] };

test('keeps what is in force while the database is away', async () => {
  const { it, versions, database, error, alarms } = keeper();
  versions.push({ version: 1, document: rulesetOf(70) });
  await it.start();
  database.away = true;
  await vi.advanceTimersByTimeAsync(1000);
  expect(it.current.version).toBe(1);
  expect(error).toHaveBeenCalledOnce();
  expect(alarms).toEqual([]);
  it.stop();
});

test('keeps what is in force where a version cannot be compiled, and says so once', async () => {
  const { it, versions, database, error, alarms } = keeper();
  versions.push({ version: 1, document: rulesetOf(70) });
  await it.start();
  versions.push({ version: 2, document: FAULTY });
  database.full = true;
  await vi.advanceTimersByTimeAsync(1000);
  expect(alarms).toEqual([]);
  database.full = false;
  error.mockClear();
  await vi.advanceTimersByTimeAsync(5000);
  expect(it.current.version).toBe(1);
  expect(error).not.toHaveBeenCalled();
  const alarm = {
    cause: 'system:ruleset-unusable@ruleset:2',
    type: 'ruleset-unusable',
    priority: 'critical',
    occurrences: 1,
  };
  expect(alarms).toEqual([expect.objectContaining(alarm)]);

  versions.push({ version: 3, document: FAULTY });
  await vi.advanceTimersByTimeAsync(3000);
  expect(error).toHaveBeenCalledOnce();
  expect(alarms).toEqual([
    expect.objectContaining(alarm),
    expect.objectContaining({ cause: 'system:ruleset-unusable@ruleset:3' }),
  ]);
  versions.push({ version: 4, document: rulesetOf(60) });
  await vi.advanceTimersByTimeAsync(1000);
  expect(it.current.version).toBe(4);
  it.stop();
});

test('tries a version that cannot be read again, and says so when that goes on', async () => {
  const { it, versions, database, error, alarms } = keeper();
  versions.push({ version: 1, document: rulesetOf(70) });
  await it.start();
  versions.push({ version: 2, document: rulesetOf(50) });
  database.unreadable = true;
  await vi.advanceTimersByTimeAsync(2000);
  expect(alarms).toEqual([]);
  await vi.advanceTimersByTimeAsync(3000);
  expect(alarms).toEqual([expect.objectContaining({ cause: 'system:ruleset-unusable@ruleset:2' })]);
  expect(error).toHaveBeenCalledOnce();
  expect(it.current.version).toBe(1);
  database.unreadable = false;
  await vi.advanceTimersByTimeAsync(1000);
  expect(it.current.version).toBe(2);
  it.stop();
});

test('starts with a version that cannot be compiled, and decides nothing with it', async () => {
  const { it, versions, alarms } = keeper();
  versions.push({ version: 1, document: FAULTY });
  await it.start();
  expect(() => it.current).toThrow('no ruleset is in force');
  expect(alarms).toHaveLength(1);
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
