import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import type { VersionedDeclaration } from '../../domain/declaration.ts';
import { inTransaction, type Client, type Pool, type Queryable } from '../db/pool.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);
const FASTEST = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** A declaration that passed its checks, with its canonical JSON and the hash of that text (32 hex digits). */
export interface CheckedDeclaration {
  declarationNo: string;
  customsHouse: string;
  /** Whether who lodges it may lodge for a house: amending means to may so at the houses of all earlier versions. */
  mayLodgeAt: (house: string) => boolean;
  json: string;
  contentHash: string;
}

/** `foreign`: the number belongs to a declaration of a house that who lodges has no right to. */
export type IntakeOutcome = 'accepted' | 'amended' | 'duplicate' | 'foreign';

/** What became of a group of declarations; `batchId` is null when all were duplicates. */
export interface AcceptedGroup {
  batchId: string | null;
  acceptedCount: number;
  outcomes: IntakeOutcome[];
}

/** A batch as its worker gets it. `now` is the database's clock, ms. */
export interface ClaimedBatch {
  kind: 'declarations' | 'heartbeat';
  /** Epoch of the server that lodged this heartbeat; null for declarations. */
  heartbeatOf: string | null;
  receivedAt: Date;
  now: number;
  declarations: { declaration: VersionedDeclaration; json: string }[];
}

/** Number of accepted declarations that wait for their decision, and the age of the oldest, s. */
export interface Backlog {
  declarations: number;
  oldestSeconds: number;
}

/**
 * Accepts declarations in one commit, which makes them durable. New ones get version 1, changed ones the next
 * version; content that any version of the declaration already had is a duplicate and changes nothing.
 */
export async function acceptGroup(pool: Pool, group: readonly CheckedDeclaration[]): Promise<AcceptedGroup> {
  return retryingDeadlocks(() =>
    inTransaction(pool, async (client) => {
      const start = await client.query<{ id: string; now: Date }>(
        `SELECT nextval(pg_get_serial_sequence('intake_batch', 'id')) AS id, clock_timestamp() AS now`,
      );
      const { id, now } = start.rows[0]!;
      const versions = await registerVersions(client, group, id, now);
      const lines: string[] = [];
      const outcomes = group.map(({ json }, i): IntakeOutcome => {
        const version = versions[i]!;
        if (version === DUPLICATE) return 'duplicate';
        if (version === FOREIGN) return 'foreign';
        lines.push(`${version}\t${json}`);
        return version === 1 ? 'accepted' : 'amended';
      });
      if (lines.length === 0) return { batchId: null, acceptedCount: 0, outcomes };
      await client.query({
        name: 'insert-batch',
        text: `INSERT INTO intake_batch (id, kind, received_at, declaration_count, payload)
               OVERRIDING SYSTEM VALUE VALUES ($1, 'declarations', $2, $3, $4)`,
        values: [id, now, lines.length, await compress(lines.join('\n'), FASTEST)],
      });
      return { batchId: id, acceptedCount: lines.length, outcomes };
    }),
  );
}

/** In place of the version of a declaration that gets none. */
const DUPLICATE = 0;
const FOREIGN = -1;

/** The version each declaration of the group gets, or why it gets none. */
async function registerVersions(
  client: Client,
  group: readonly CheckedDeclaration[],
  batchId: string,
  receivedAt: Date,
): Promise<number[]> {
  const versions = new Array<number>(group.length).fill(DUPLICATE);
  const firstOf = new Map<string, number>();
  const later: number[] = [];
  group.forEach(({ declarationNo }, i) => {
    if (firstOf.has(declarationNo)) later.push(i);
    else firstOf.set(declarationNo, i);
  });
  const firsts = [...firstOf.values()];
  const inserted = await insertVersions(
    client,
    group,
    firsts,
    firsts.map(() => 1),
    batchId,
    receivedAt,
  );
  for (const i of firsts) if (inserted.has(group[i]!.declarationNo)) versions[i] = 1;

  const known = [...firsts.filter((i) => versions[i] === DUPLICATE), ...later].toSorted((a, b) => a - b);
  if (known.length === 0) return versions;

  const numbers = [...new Set(known.map((i) => group[i]!.declarationNo))];
  // Two amendments of one declaration wait for each other here, so that versions have no gaps.
  await client.query(
    `SELECT 1 FROM declaration_version WHERE declaration_no = ANY($1) AND version = 1
     ORDER BY declaration_no FOR UPDATE`,
    [numbers],
  );
  const held = await client.query<{
    declaration_no: string;
    version: number;
    content_hash: string;
    customs_house: string | null;
  }>(
    `SELECT declaration_no, version, replace(content_hash::text, '-', '') AS content_hash, customs_house
     FROM declaration_version WHERE declaration_no = ANY($1)`,
    [numbers],
  );
  const histories = new Map<string, { newest: number; hashes: Set<string>; houses: Set<string> }>();
  for (const row of held.rows) {
    const history = histories.get(row.declaration_no) ?? {
      newest: 0,
      hashes: new Set(),
      houses: new Set(),
    };
    history.newest = Math.max(history.newest, row.version);
    history.hashes.add(row.content_hash);
    history.houses.add(row.customs_house ?? '');
    histories.set(row.declaration_no, history);
  }
  const amendments = known.filter((i) => {
    const { declarationNo, contentHash, customsHouse, mayLodgeAt } = group[i]!;
    const history = histories.get(declarationNo)!;
    if (![...history.houses].every(mayLodgeAt)) {
      versions[i] = FOREIGN;
      return false;
    }
    if (history.hashes.has(contentHash)) return false;
    history.hashes.add(contentHash);
    history.houses.add(customsHouse);
    versions[i] = ++history.newest;
    return true;
  });
  const newVersions = amendments.map((i) => versions[i]!);
  await insertVersions(client, group, amendments, newVersions, batchId, receivedAt);
  return versions;
}

async function insertVersions(
  client: Client,
  group: readonly CheckedDeclaration[],
  positions: number[],
  versions: number[],
  batchId: string,
  receivedAt: Date,
): Promise<Set<string>> {
  if (positions.length === 0) return new Set();
  // In one order everywhere, so that two groups with the same numbers cannot wait for each other in a circle.
  const result = await client.query<{ declaration_no: string }>({
    name: 'insert-versions',
    text: `INSERT INTO declaration_version (declaration_no, version, content_hash, batch_id, received_at, customs_house)
           SELECT no, version, hash, $5, $6, house
           FROM unnest($1::text[], $2::int[], $3::uuid[], $4::text[]) AS t (no, version, hash, house)
           ORDER BY no COLLATE "C", version
           ON CONFLICT DO NOTHING RETURNING declaration_no`,
    values: [
      positions.map((i) => group[i]!.declarationNo),
      versions,
      positions.map((i) => group[i]!.contentHash),
      positions.map((i) => group[i]!.customsHouse),
      batchId,
      receivedAt,
    ],
  });
  return new Set(result.rows.map((row) => row.declaration_no));
}

const DEADLOCK = '40P01';

async function retryingDeadlocks<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if ((error as { code?: string }).code !== DEADLOCK || attempt === 5) throw error;
    }
  }
}

/** Lodges a heartbeat: a batch that travels the whole way and leaves no declaration behind. */
export async function acceptHeartbeat(db: Queryable, epoch: string, json: string): Promise<string> {
  const payload = await compress(`1\t${json}`, FASTEST);
  const result = await db.query<{ id: string }>(
    `INSERT INTO intake_batch (kind, received_at, declaration_count, payload, heartbeat_of)
     VALUES ('heartbeat', clock_timestamp(), 0, $1, $2) RETURNING id`,
    [payload, epoch],
  );
  return result.rows[0]!.id;
}

/**
 * Locks a batch for its worker's transaction; null when it has been assessed already, does not exist or is in another
 * worker's hands. Should that one fail, the sweep brings the batch back.
 */
export async function claimBatch(client: Client, batchId: string): Promise<ClaimedBatch | null> {
  const result = await client.query<{
    kind: ClaimedBatch['kind'];
    heartbeat_of: string | null;
    received_at: Date;
    now: Date;
    payload: Buffer;
  }>({
    name: 'claim-batch',
    text: `SELECT kind, heartbeat_of, received_at, clock_timestamp() AS now, payload
           FROM intake_batch WHERE id = $1 AND assessed_at IS NULL FOR UPDATE SKIP LOCKED`,
    values: [batchId],
  });
  const row = result.rows[0];
  if (row === undefined) return null;
  const text = (await decompress(row.payload)).toString('utf8');
  const declarations = text.split('\n').map((line) => {
    const tab = line.indexOf('\t');
    const json = line.slice(tab + 1);
    const declaration = JSON.parse(json) as VersionedDeclaration;
    declaration.version = Number(line.slice(0, tab));
    return { declaration, json };
  });
  return {
    kind: row.kind,
    heartbeatOf: row.heartbeat_of,
    receivedAt: row.received_at,
    now: row.now.getTime(),
    declarations,
  };
}

/** Ends a batch, inside the transaction that holds everything it caused. */
export async function markAssessed(
  client: Client,
  batchId: string,
  kind: ClaimedBatch['kind'],
): Promise<void> {
  await client.query(
    kind === 'heartbeat'
      ? { name: 'end-heartbeat', text: 'DELETE FROM intake_batch WHERE id = $1', values: [batchId] }
      : {
          name: 'end-batch',
          text: 'UPDATE intake_batch SET assessed_at = clock_timestamp(), payload = NULL WHERE id = $1',
          values: [batchId],
        },
  );
}

/** Notes a failed attempt; answers how many there have been. */
export async function noteFailure(db: Queryable, batchId: string, reason: string): Promise<number> {
  const result = await db.query<{ attempts: number }>(
    `UPDATE intake_batch SET attempts = attempts + 1, last_error = $2
     WHERE id = $1 AND assessed_at IS NULL RETURNING attempts`,
    [batchId, reason.slice(0, 2000)],
  );
  return result.rows[0]?.attempts ?? 0;
}

/**
 * Takes a batch apart into batches of one declaration, so that a declaration that cannot be decided holds up no
 * other. Answers how many there are now; 0 where there was nothing to take apart.
 */
export async function splitBatch(pool: Pool, batchId: string): Promise<number> {
  return inTransaction(pool, async (client) => {
    const result = await client.query<{ received_at: Date; payload: Buffer }>(
      `SELECT received_at, payload FROM intake_batch
       WHERE id = $1 AND assessed_at IS NULL AND declaration_count > 1 FOR UPDATE SKIP LOCKED`,
      [batchId],
    );
    const row = result.rows[0];
    if (row === undefined) return 0;
    const lines = (await decompress(row.payload)).toString('utf8').split('\n');
    await client.query(
      `INSERT INTO intake_batch (kind, received_at, declaration_count, payload)
       SELECT 'declarations', $1, 1, payload FROM unnest($2::bytea[]) AS payload`,
      [row.received_at, await Promise.all(lines.map((line) => compress(line, FASTEST)))],
    );
    await client.query('DELETE FROM intake_batch WHERE id = $1', [batchId]);
    return lines.length;
  });
}

/** Undecided batches older than `minAgeMs`, those that failed least first, then the oldest. Heartbeats as old are dropped: they have told their tale. */
export async function findOpenBatches(db: Queryable, minAgeMs: number, limit: number): Promise<string[]> {
  await db.query(
    `DELETE FROM intake_batch WHERE assessed_at IS NULL AND kind = 'heartbeat'
     AND received_at < clock_timestamp() - interval '60 seconds'`,
  );
  const result = await db.query<{ id: string }>(
    `SELECT id FROM intake_batch WHERE assessed_at IS NULL AND kind = 'declarations'
     AND received_at < clock_timestamp() - $1 * interval '1 millisecond' ORDER BY attempts, id LIMIT $2`,
    [minAgeMs, limit],
  );
  return result.rows.map((row) => row.id);
}

/** Heartbeats between these ages, s, that no worker has taken. */
export async function countWaitingHeartbeats(
  db: Queryable,
  { from, to }: { from: number; to: number },
): Promise<number> {
  const { rows } = await db.query<{ waiting: number }>(
    `SELECT count(*)::int AS waiting FROM intake_batch
     WHERE assessed_at IS NULL AND kind = 'heartbeat'
       AND received_at BETWEEN clock_timestamp() - $2 * interval '1 second' AND clock_timestamp() - $1 * interval '1 second'`,
    [from, to],
  );
  return rows[0]!.waiting;
}

export async function readBacklog(db: Queryable): Promise<Backlog> {
  const result = await db.query<{ declarations: string; oldest: string | null }>(
    `SELECT coalesce(sum(declaration_count), 0) AS declarations,
            (SELECT extract(epoch FROM clock_timestamp() - received_at) FROM intake_batch
             WHERE assessed_at IS NULL AND kind = 'declarations' ORDER BY id LIMIT 1) AS oldest
     FROM intake_batch WHERE assessed_at IS NULL`,
  );
  const row = result.rows[0]!;
  return { declarations: Number(row.declarations), oldestSeconds: Number(row.oldest ?? 0) };
}
