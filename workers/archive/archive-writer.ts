import { mkdir } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import {
  relationsOf,
  removeStrayFiles,
  retireFiles,
  writeChunk,
} from '../../shared/platform/archive/chunk-files.ts';
import { readInLots, type DecidedBatch } from '../../shared/platform/archive/decided.ts';
import { openDuckDb } from '../../shared/platform/archive/duckdb.ts';
import { createStaging, Stager } from '../../shared/platform/archive/staging.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import type { Logger } from '../../shared/platform/log.ts';
import {
  archiveBatches,
  nextChunkNumber,
  readBatchesToArchive,
  readChunks,
  replaceChunks,
} from '../../shared/platform/stores/archive.store.ts';
import { chunksToMerge } from './merge.ts';

/** Most declarations of a chunk as it is first written. */
const CHUNK = 50_000;

/** Declarations read and taken over between two breaths of this process, which assesses batches beside. */
const LOT = 250;

/** How long files that belong to no chunk are kept, ms: a back-test may be at them, or a writer before its commit. */
const KEEP_STRAYS_MS = 15 * 60_000;

const STAGING = { headers: 'staged_headers', items: 'staged_items' };

/**
 * Brings the archive up to date: every decided batch into a chunk, small chunks together, files of no chunk away. What
 * is broken off leaves files of no chunk and nothing else. Only one may be at work at a time.
 */
export async function bringArchiveUpToDate(deps: {
  pool: Pool;
  folder: string;
  now: () => Date;
  log: Logger;
}): Promise<void> {
  const { pool, folder, now, log } = deps;
  await mkdir(folder, { recursive: true });
  const duckdb = await openDuckDb({ folder, threads: 1, memory: '400MB' });
  const connection = await duckdb.connect();
  try {
    for (;;) {
      const next = await readBatchesToArchive(pool, CHUNK);
      if (next === null) break;
      const chunk = await writeBatches(connection, deps, next.day, next.batches);
      log.debug({ chunk, day: next.day, batches: next.batches.length }, 'declarations archived');
    }
    for (;;) {
      const chunks = chunksToMerge(await readChunks(pool), now().toISOString().slice(0, 10), now().getTime());
      const day = chunks?.[0]?.day;
      if (chunks === null || day === undefined) break;
      const id = await nextChunkNumber(pool);
      const files = chunks.map(({ file }) => file);
      const written = await writeChunk(connection, {
        folder,
        day,
        chunk: id,
        from: relationsOf(folder, files),
      });
      await replaceChunks(pool, id, day, written, chunks);
      await retireFiles(folder, files, now());
      log.debug({ chunk: id, day, merged: chunks.length }, 'chunks of the archive merged');
    }
  } finally {
    connection.closeSync();
    duckdb.closeSync();
  }
  const kept = new Set((await readChunks(pool)).map(({ file }) => file));
  await removeStrayFiles(folder, kept, new Date(now().getTime() - KEEP_STRAYS_MS));
}

async function writeBatches(
  connection: DuckDBConnection,
  { pool, folder }: { pool: Pool; folder: string },
  day: string,
  batches: readonly DecidedBatch[],
): Promise<number> {
  await connection.run(`DROP TABLE IF EXISTS ${STAGING.headers}; DROP TABLE IF EXISTS ${STAGING.items}`);
  await createStaging(connection, STAGING);
  const stager = await Stager.open(connection, STAGING, 0);
  try {
    for await (const declarations of readInLots(pool, batches, LOT)) stager.add(declarations);
  } finally {
    stager.close();
  }
  const chunk = await nextChunkNumber(pool);
  const written = await writeChunk(connection, { folder, day, chunk, from: STAGING });
  if (written.declarations !== stager.nextId)
    throw new Error('a chunk does not hold what was written into it');
  await archiveBatches(pool, chunk, day, written, batches);
  return chunk;
}
