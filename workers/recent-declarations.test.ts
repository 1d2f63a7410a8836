import { beforeEach, expect, test } from 'vitest';
import type { VersionedDeclaration } from '../shared/domain/declaration.ts';
import type { Queryable } from '../shared/platform/db/pool.ts';
import { RecentDeclarations } from './recent-declarations.ts';

const NOON = Date.parse('2026-05-01T12:00:00Z');
const HOUR_MS = 3_600_000;

/** A declaration of a trader, so many hours before noon. */
function of(trader: string, hoursBefore = 0, version = 1): VersionedDeclaration {
  const registeredAt = new Date(NOON - hoursBefore * HOUR_MS).toISOString();
  return { declarationNo: 'D', version, registeredAt, trader: { id: trader } } as VersionedDeclaration;
}

let now: number;
/** What the database holds, by trader: hours before noon. */
let held: Record<string, number[]>;
let asked: { traders: string[]; without: string[] }[];
let answer: Promise<void>;
let recent: RecentDeclarations;

beforeEach(() => {
  now = NOON;
  held = {};
  asked = [];
  answer = Promise.resolve();
  const query = async ({ values }: { values: [string[], Date, string[]] }) => {
    asked.push({ traders: values[0], without: values[2] });
    const rows = values[0].flatMap((id) => (held[id] ?? []).map((hours) => [id, NOON - hours * HOUR_MS, 1]));
    await answer;
    return { rows };
  };
  recent = new RecentDeclarations({ query } as unknown as Queryable, () => now);
});

test('counts the 24 hours before each, both ends included', async () => {
  held['T'] = [-1, 0, 3, 24, 24.01];
  expect(await recent.begin('1', [of('T'), of('U')])).toEqual([3, 0]);
});

test('counts what comes earlier in the batch, first versions only', async () => {
  const batch = [of('T', 2), of('T', 1), of('T', 1, 2), of('T', 0), of('T', 3)];
  expect(await recent.begin('1', batch)).toEqual([0, 1, 2, 2, 0]);
});

test('counts a decided batch at once, and one that failed never', async () => {
  await recent.begin('1', [of('T', 1), of('T', 1, 2)]);
  recent.settle('1', true);
  await recent.begin('2', [of('T', 1)]);
  recent.settle('2', false);
  expect(await recent.begin('2', [of('T')])).toEqual([1]);
  expect(asked).toHaveLength(1);
});

test('reads a trader again after a while, without what is under way', async () => {
  expect(await recent.begin('1', [of('T')])).toEqual([0]);
  held['T'] = [5];
  now += 30_000;
  expect(await recent.begin('2', [of('T')])).toEqual([1]);
  expect(asked.map(({ without }) => without)).toEqual([['1'], ['1', '2']]);
  recent.settle('1', true);
  expect(await recent.begin('3', [of('T')])).toEqual([2]);
});

test('reads a trader with many declarations less often', async () => {
  held['T'] = Array.from({ length: 200 }, () => 1);
  await recent.begin('1', [of('T')]);
  now += 60_000;
  await recent.begin('2', [of('T')]);
  expect(asked).toHaveLength(1);
  now += 60_000;
  await recent.begin('3', [of('T')]);
  expect(asked).toHaveLength(2);
});

test('two batches at once share one reading', async () => {
  held['T'] = [1];
  const both = await Promise.all([recent.begin('1', [of('T')]), recent.begin('2', [of('T'), of('U')])]);
  expect(both).toEqual([[1], [1, 0]]);
  expect(asked.map(({ traders }) => traders)).toEqual([['T'], ['U']]);
});

test('a batch that came and went during a reading makes it be read again', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  answer = promise;
  const first = recent.begin('1', [of('T')]);
  const second = recent.begin('2', [of('T', 1)]);
  recent.settle('2', true);
  resolve();
  await Promise.all([first, second]);
  held['T'] = [1];
  expect(await recent.begin('3', [of('T')])).toEqual([1]);
  expect(asked).toHaveLength(2);
});

test('a reading that fails leaves nothing behind', async () => {
  answer = Promise.reject(new Error('away'));
  await expect(recent.begin('1', [of('T')])).rejects.toThrow('away');
  recent.settle('1', false);
  answer = Promise.resolve();
  held['T'] = [1];
  expect(await recent.begin('2', [of('T')])).toEqual([1]);
});
