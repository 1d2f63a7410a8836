import { describe, expect, test } from 'vitest';
import type { ArchiveChunk } from '../../shared/platform/stores/archive.store.ts';
import { chunksToMerge } from './merge.ts';

const NOW = Date.parse('2026-07-02T12:00:00Z');
const HOUR = 3600_000;

function chunks(day: string, sizes: number[], writtenAt = NOW - HOUR): ArchiveChunk[] {
  return sizes.map((declarations, i) => ({ id: i, day, file: `${day}/${i}`, declarations, writtenAt }));
}
const merged = (...all: ArchiveChunk[][]) =>
  chunksToMerge(all.flat(), '2026-07-02', NOW)?.map(({ day, id }) => `${day}/${id}`) ?? null;
const sizes = (count: number, size: number) => Array.from({ length: count }, () => size);

describe('chunks to merge', () => {
  test('are none while a day has few of a size', () => {
    expect(
      merged(chunks('2026-07-02', [...sizes(9, 1000), ...sizes(9, 50_000), ...sizes(20, 300_000)])),
    ).toBeNull();
    expect(merged(chunks('2026-07-01', [5000]))).toBeNull();
    expect(merged()).toBeNull();
  });

  test('are those of one size once there are ten', () => {
    const found = merged(chunks('2026-07-02', [500_000, ...sizes(10, 1000), 50_000]));
    expect(found).toHaveLength(10);
    expect(found).not.toContain('2026-07-02/0');
    expect(merged(chunks('2026-07-02', sizes(12, 50_000)))).toHaveLength(12);
  });

  test('are all of a day that is over, once nothing comes any more', () => {
    expect(merged(chunks('2026-07-01', [1_000_000, 300_000, 7]))).toHaveLength(3);
    expect(merged(chunks('2026-07-01', [1_000_000, 7], NOW - 1000))).toBeNull();
    expect(merged(chunks('2026-07-01', sizes(10, 7), NOW - 1000))).toHaveLength(10);
  });

  test('never make one that is too large', () => {
    expect(merged(chunks('2026-07-01', [3_000_000, 3_000_000]))).toBeNull();
    expect(merged(chunks('2026-07-01', [3_000_000, 3_000_000, 500_000]))).toEqual([
      '2026-07-01/2',
      '2026-07-01/0',
    ]);
  });

  test('belong to one day', () => {
    const found = merged(chunks('2026-07-02', sizes(6, 10)), chunks('2026-06-30', sizes(2, 10)));
    expect(found).toEqual(['2026-06-30/0', '2026-06-30/1']);
  });
});
