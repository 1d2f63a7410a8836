import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Queryable } from '../../shared/platform/db/pool.ts';
import { createLog } from '../../shared/platform/log.ts';
import { BacklogFullError, BacklogGauge, StoppingError } from './backlog-gauge.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A gauge of a database whose answer can be changed; `null` is a database that is away. */
function gauge(limit: number) {
  const database: { waiting: number | null } = { waiting: 0 };
  const query = vi.fn(() =>
    database.waiting === null
      ? Promise.reject(new Error('away'))
      : Promise.resolve({ rows: [{ declarations: String(database.waiting), oldest: '1.5' }] }),
  );
  const it = new BacklogGauge({ query } as unknown as Queryable, limit, createLog('server', 'silent'));
  return { it, database, query };
}

test('lets deliveries in below the limit and refuses them from it on, saying when to come again', async () => {
  const { it, database } = gauge(100);
  database.waiting = 99;
  await it.start();
  expect(() => it.check()).not.toThrow();
  it.add(1);
  expect(() => it.check()).toThrow(BacklogFullError);
  expect(it.waiting).toBe(100);
  database.waiting = 50;
  await vi.advanceTimersByTimeAsync(500);
  expect(() => it.check()).not.toThrow();
  expect(it.oldestSeconds).toBe(1.5);
  expect(new BacklogFullError(2).retryAfterSeconds).toBe(2);
  it.stop();
});

test('says that it does not know while the database is away, and goes on asking', async () => {
  const { it, database } = gauge(100);
  database.waiting = 100;
  await it.start();
  database.waiting = null;
  await vi.advanceTimersByTimeAsync(500);
  expect(it.waiting).toBeNull();
  it.add(5);
  expect(it.waiting).toBeNull();
  database.waiting = 7;
  await vi.advanceTimersByTimeAsync(500);
  expect(it.waiting).toBe(7);
  it.stop();
});

test('holds a delivery under way until there is room', async () => {
  const { it, database } = gauge(100);
  database.waiting = 100;
  await it.start();
  const entered = vi.fn();
  void it.room().then(entered);
  await vi.advanceTimersByTimeAsync(2000);
  expect(entered).not.toHaveBeenCalled();
  database.waiting = 10;
  await vi.advanceTimersByTimeAsync(600);
  expect(entered).toHaveBeenCalledOnce();
  it.stop();
});

test('ends a held delivery when the server stops, and asks no more', async () => {
  const { it, database, query } = gauge(100);
  database.waiting = 100;
  await it.start();
  const held = it.room().catch((error: unknown) => error);
  it.stop();
  await vi.advanceTimersByTimeAsync(100);
  expect(await held).toBeInstanceOf(StoppingError);
  const asked = query.mock.calls.length;
  await vi.advanceTimersByTimeAsync(5000);
  expect(query).toHaveBeenCalledTimes(asked);
});
