import type { AuditChainView } from '../../contract/audit.ts';
import { GENESIS, linkHash, type Link } from '../audit/chain.ts';
import { contentHashOf, datedOf, type AuditSourceName } from '../audit/sources.ts';
import type { Client, Queryable } from '../db/pool.ts';

/** Number of the lock under which links are added, one sealer at a time. */
const LOCK = 7_301_010;

/** The newest link. */
export interface ChainHead {
  /** 0 before the first link. */
  seq: number;
  hash: Buffer;
}

export async function readHead(db: Queryable): Promise<ChainHead> {
  const { rows } = await db.query<{ seq: string; hash: Buffer }>(
    'SELECT seq, hash FROM audit_chain ORDER BY seq DESC LIMIT 1',
  );
  const [head] = rows;
  return head === undefined ? { seq: 0, hash: GENESIS } : { seq: Number(head.seq), hash: head.hash };
}

/** How far the chain reaches, for people. */
export async function readChain(db: Queryable): Promise<AuditChainView> {
  const { rows } = await db.query<{ seq: string; hash: Buffer; sealedAt: Date }>(
    'SELECT seq, hash, sealed_at AS "sealedAt" FROM audit_chain ORDER BY seq DESC LIMIT 1',
  );
  const waiting = await db.query<{ count: number }>('SELECT count(*)::int AS count FROM audit_pending');
  const [head] = rows;
  return {
    links: Number(head?.seq ?? 0),
    hash: (head?.hash ?? GENESIS).toString('hex'),
    sealedAt: head?.sealedAt.toISOString() ?? null,
    pending: waiting.rows[0]!.count,
  };
}

/** What keeps of an event that it was there, whatever becomes of it. */
type Fingerprint = Pick<Link, 'source' | 'sourceId' | 'dated' | 'contentHash'>;

/** Links up to `limit` events that wait, in the order in which they were entered; answers how many. `now` in ms. */
export async function sealPending(client: Client, limit: number, now: number): Promise<number> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
  const { rows: pending } = await client.query<{ id: string; source: AuditSourceName; sourceId: string }>(
    `DELETE FROM audit_pending WHERE id IN (SELECT id FROM audit_pending ORDER BY id LIMIT $1)
     RETURNING id, source, source_id AS "sourceId"`,
    [limit],
  );
  if (pending.length === 0) return 0;
  const prints = await fingerprints(client, pending);
  let { seq, hash } = await readHead(client);
  const links: (Link & { hash: Buffer })[] = [];
  for (const { source, sourceId } of pending.toSorted((a, b) => Number(a.id) - Number(b.id))) {
    // A row taken away past every guard before it was linked is linked as missing: nobody stops the chain that way.
    const print = prints.get(`${source}:${sourceId}`) ?? { source, sourceId, ...vanishedAt(now) };
    const link: Link = { seq: ++seq, ...print };
    hash = linkHash(hash, link);
    links.push({ ...link, hash });
  }
  await client.query(
    `INSERT INTO audit_chain (seq, source, source_id, dated, content_hash, hash)
     SELECT seq, source, source_id, timestamptz 'epoch' + dated * interval '1 microsecond', content_hash, hash
     FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::bytea[], $6::bytea[])
       AS l (seq, source, source_id, dated, content_hash, hash)`,
    [
      links.map((link) => link.seq),
      links.map(({ source }) => source),
      links.map(({ sourceId }) => sourceId),
      links.map(({ dated }) => dated),
      links.map(({ contentHash }) => contentHash),
      links.map((link) => link.hash),
    ],
  );
  return links.length;
}

/** No content has this hash: the link says for ever that something was there. */
function vanishedAt(now: number): Pick<Link, 'dated' | 'contentHash'> {
  return { dated: String(now * 1000), contentHash: Buffer.alloc(32) };
}

async function fingerprints(
  client: Client,
  events: readonly { source: AuditSourceName; sourceId: string }[],
): Promise<Map<string, Fingerprint>> {
  const found = new Map<string, Fingerprint>();
  const bySource = Map.groupBy(events, ({ source }) => source);
  for (const [source, own] of bySource) {
    const { rows } = await client.query<Omit<Fingerprint, 'source'>>(
      `SELECT id AS "sourceId", ${datedOf(source)} AS dated, ${contentHashOf(source)} AS "contentHash"
       FROM ${source} WHERE id = ANY ($1::bigint[])`,
      [own.map(({ sourceId }) => sourceId)],
    );
    for (const row of rows) found.set(`${source}:${row.sourceId}`, { source, ...row });
  }
  return found;
}

/** Notes that retention deletes rows of a table dated before an instant; without it they would be missed. */
export async function noteCut(db: Queryable, source: AuditSourceName, before: Date): Promise<void> {
  await db.query('INSERT INTO audit_cut (source, before) VALUES ($1, $2)', [source, before]);
}

/** Lets this transaction delete rows of append-only tables. */
export async function permitDeletion(client: Client): Promise<void> {
  await client.query(`SELECT set_config('tidewaiter.retention', 'on', true)`);
}

/** What a batch's decisions came to, for the chain. */
export async function addDecisionDigest(
  client: Client,
  batch: {
    batchId: string;
    receivedAt: string;
    decidedAt: string;
    rulesetVersion: number;
    declarations: number;
    digest: Buffer;
  },
): Promise<void> {
  const { batchId, receivedAt, decidedAt, rulesetVersion, declarations, digest } = batch;
  await client.query({
    name: 'add-decision-digest',
    text: `INSERT INTO decision_digest (batch_id, received_at, decided_at, ruleset_version, declarations, digest)
           VALUES ($1, $2, $3, $4, $5, $6)`,
    values: [batchId, receivedAt, decidedAt, rulesetVersion, declarations, digest],
  });
}
