import type { ChunkSummary, WrittenChunk } from '../archive/chunk-files.ts';
import type { DecidedBatch } from '../archive/decided.ts';
import { inTransaction, type Pool, type Queryable } from '../db/pool.ts';

/** A chunk of the archive, but for its summary. */
export interface ArchiveChunk {
  id: number;
  /** UTC day of acceptance, `YYYY-MM-DD`. */
  day: string;
  file: string;
  declarations: number;
  /** Written at, ms. */
  writtenAt: number;
}

interface BatchRow {
  id: string;
  received_at: Date;
  declaration_count: number;
}

const toBatch = (row: BatchRow): DecidedBatch => ({
  id: row.id,
  receivedAt: row.received_at,
  declarations: row.declaration_count,
});

const WAITING = `assessed_at IS NOT NULL AND archived_in IS NULL AND kind = 'declarations'`;

/** Every decided batch that is in no chunk, the oldest first. */
export async function readUnarchived(db: Queryable): Promise<DecidedBatch[]> {
  const { rows } = await db.query<BatchRow>(
    `SELECT id::text, received_at, declaration_count FROM intake_batch WHERE ${WAITING} ORDER BY received_at, id`,
  );
  return rows.map(toBatch);
}

/** Decided batches that are in no chunk, of the oldest UTC day that has any, up to `limit` declarations or one batch. */
export async function readBatchesToArchive(
  db: Queryable,
  limit: number,
): Promise<{ day: string; batches: DecidedBatch[] } | null> {
  const { rows } = await db.query<BatchRow>(
    `SELECT id::text, received_at, declaration_count FROM intake_batch
     WHERE ${WAITING} ORDER BY received_at, id LIMIT $1`,
    [limit],
  );
  const [first] = rows;
  if (first === undefined) return null;
  const day = first.received_at.toISOString().slice(0, 10);
  const batches: DecidedBatch[] = [];
  let declarations = 0;
  for (const row of rows) {
    if (row.received_at.toISOString().slice(0, 10) !== day) break;
    declarations += row.declaration_count;
    if (batches.length > 0 && declarations > limit) break;
    batches.push(toBatch(row));
  }
  return { day, batches };
}

/** Number of a chunk about to be written. */
export async function nextChunkNumber(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT nextval(pg_get_serial_sequence('archive_chunk', 'id')) AS id`,
  );
  return Number(rows[0]!.id);
}

async function insertChunk(db: Queryable, id: number, day: string, written: WrittenChunk): Promise<void> {
  await db.query(
    `INSERT INTO archive_chunk (id, day, file, declarations, goods_items, bytes, summary)
     OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      id,
      day,
      written.file,
      written.declarations,
      written.goodsItems,
      written.bytes,
      JSON.stringify(written.summary),
    ],
  );
}

/** Makes a written file a chunk and its batches archived, at once. Throws where one of them is archived already. */
export async function archiveBatches(
  pool: Pool,
  id: number,
  day: string,
  written: WrittenChunk,
  batches: readonly DecidedBatch[],
): Promise<void> {
  await inTransaction(pool, async (client) => {
    await insertChunk(client, id, day, written);
    const { rowCount } = await client.query(
      `UPDATE intake_batch SET archived_in = $1 WHERE id = ANY($2) AND ${WAITING}`,
      [id, batches.map((batch) => batch.id)],
    );
    if (rowCount !== batches.length) throw new Error('a batch was archived by another');
  });
}

/** Puts one chunk in the place of several, at once. Throws where one of them is gone. */
export async function replaceChunks(
  pool: Pool,
  id: number,
  day: string,
  written: WrittenChunk,
  replaced: readonly ArchiveChunk[],
): Promise<void> {
  await inTransaction(pool, async (client) => {
    const ids = replaced.map((chunk) => chunk.id);
    const { rowCount } = await client.query('DELETE FROM archive_chunk WHERE id = ANY($1)', [ids]);
    if (rowCount !== ids.length) throw new Error('a chunk was replaced by another');
    await insertChunk(client, id, day, written);
  });
}

/** All chunks, the oldest day first. */
export async function readChunks(db: Queryable): Promise<ArchiveChunk[]> {
  const { rows } = await db.query<{
    id: string;
    day: string;
    file: string;
    declarations: number;
    written_at: Date;
  }>(
    `SELECT id, day::text, file, declarations, written_at FROM archive_chunk ORDER BY archive_chunk.day, id`,
  );
  return rows.map(({ id, written_at: at, ...rest }) => ({
    ...rest,
    id: Number(id),
    writtenAt: at.getTime(),
  }));
}

/** Declarations of chunks by house and channel. */
export async function readSummaries(
  db: Queryable,
  ids: readonly number[],
): Promise<Map<number, ChunkSummary>> {
  if (ids.length === 0) return new Map();
  const { rows } = await db.query<{ id: string; summary: ChunkSummary }>(
    'SELECT id, summary FROM archive_chunk WHERE id = ANY($1)',
    [ids],
  );
  return new Map(rows.map(({ id, summary }) => [Number(id), summary]));
}

/** Forgets a UTC day (`YYYY-MM-DD`) whose declarations are about to be deleted; answers the chunks that it had. */
export async function forgetDay(pool: Pool, day: string): Promise<number> {
  return inTransaction(pool, async (client) => {
    const { rowCount } = await client.query('DELETE FROM archive_chunk WHERE day = $1', [day]);
    await client.query(
      `DELETE FROM intake_batch WHERE ${WAITING}
       AND received_at >= $1::date::timestamp AT TIME ZONE 'UTC' AND received_at < ($1::date + 1)::timestamp AT TIME ZONE 'UTC'`,
      [day],
    );
    return rowCount ?? 0;
  });
}

/**
 * Forgets the whole archive, so that it is written anew from what Postgres holds: batches whose rows were deleted in
 * the meantime are entered again. Answers the declarations to be archived.
 */
export async function forgetArchive(pool: Pool): Promise<number> {
  return inTransaction(pool, async (client) => {
    await client.query('DELETE FROM archive_chunk');
    await client.query('UPDATE intake_batch SET archived_in = NULL WHERE archived_in IS NOT NULL');
    await client.query(
      `INSERT INTO intake_batch (id, kind, received_at, declaration_count, assessed_at) OVERRIDING SYSTEM VALUE
       SELECT batch_id, 'declarations', received_at, count(*), received_at FROM declaration d
       WHERE NOT EXISTS (SELECT FROM intake_batch b WHERE b.id = d.batch_id) GROUP BY batch_id, received_at`,
    );
    const { rows } = await client.query<{ count: string }>(
      `SELECT coalesce(sum(declaration_count), 0) AS count FROM intake_batch WHERE ${WAITING}`,
    );
    return Number(rows[0]!.count);
  });
}

export interface StoredFinding {
  id: number;
  declarationNo: string;
  version: number;
  /** UTC day of acceptance. */
  day: string;
  discrepancy: boolean;
  /** Duty found to be missing, over all discrepancies. */
  difference: number;
}

/**
 * Findings after a number, and those recorded lately: one with a lower number may have been committed later. In the
 * order of their numbers.
 */
export async function readFindingsSince(db: Queryable, after: number): Promise<StoredFinding[]> {
  const { rows } = await db.query<Omit<StoredFinding, 'id'> & { id: string }>(
    `SELECT id, declaration_no AS "declarationNo", version, to_char(received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day,
       result = 'discrepancy' AS discrepancy,
       (SELECT coalesce(sum((d ->> 'dutyDifference')::float8), 0) FROM jsonb_array_elements(discrepancies) d) AS difference
     FROM finding WHERE id > $1 OR recorded_at > now() - interval '10 minutes' ORDER BY id`,
    [after],
  );
  return rows.map((row) => ({ ...row, id: Number(row.id) }));
}
