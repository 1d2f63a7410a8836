import type { ArchiveChunk } from '../../shared/platform/stores/archive.store.ts';

/** Chunks up to these sizes, in declarations, are merged ten at a time while their day lasts. */
const TIERS = [20_000, 200_000];
const AT_ONCE = 10;

/** Most declarations that merging puts into one chunk. */
const LARGEST = 4_000_000;

/** How long a day that is over is left alone after its last chunk, ms: what comes late mostly comes together. */
const SETTLED_MS = 10 * 60_000;

/**
 * Chunks of one day to be merged now, or null: ten of about the same size while the day lasts, so that each
 * declaration is rewritten few times; all of a day that is over. `today` is the UTC day of `now` (ms).
 */
export function chunksToMerge(
  chunks: readonly ArchiveChunk[],
  today: string,
  now: number,
): ArchiveChunk[] | null {
  const days = Map.groupBy(chunks, ({ day }) => day);
  for (const [day, ofDay] of days) {
    const isOver = day < today && ofDay.every(({ writtenAt }) => writtenAt < now - SETTLED_MS);
    const merged = isOver ? fitting(ofDay) : fullTier(ofDay);
    if (merged !== null) return merged;
  }
  return null;
}

function fullTier(chunks: readonly ArchiveChunk[]): ArchiveChunk[] | null {
  let from = 0;
  for (const to of TIERS) {
    const tier = chunks.filter(({ declarations }) => declarations >= from && declarations < to);
    if (tier.length >= AT_ONCE) return tier;
    from = to;
  }
  return null;
}

/** The smallest chunks that make one of no more than the largest size; null where that is one chunk. */
function fitting(chunks: readonly ArchiveChunk[]): ArchiveChunk[] | null {
  let declarations = 0;
  const taken: ArchiveChunk[] = [];
  for (const chunk of chunks.toSorted((a, b) => a.declarations - b.declarations)) {
    declarations += chunk.declarations;
    if (declarations > LARGEST) break;
    taken.push(chunk);
  }
  return taken.length > 1 ? taken : null;
}
