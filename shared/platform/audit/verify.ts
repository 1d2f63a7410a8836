import { inTransaction, type Client, type Pool } from '../db/pool.ts';
import { GENESIS, linkHash, type Link } from './chain.ts';
import { decisionDigest, type DigestedDecision } from './decision-digest.ts';
import { AUDIT_SOURCE_NAMES, AUDIT_SOURCES, contentHashOf, type AuditSourceName } from './sources.ts';

/** What can be wrong with the chain, or with an event in it. */
export type AuditFaultKind =
  /** The event is not what it was when it was linked. */
  | 'changed'
  /** The event is not there, and retention did not delete it. */
  | 'removed'
  /** The link does not follow the one before: it was changed, or moved. */
  | 'broken'
  /** Links are missing before this one. */
  | 'gap'
  /** The event is in no link and waits for none: it was put in past the guards, or the end of the chain was cut off. */
  | 'unlinked'
  /** The chain does not reach the head it is known to have had, or has another one there. */
  | 'cut-off'
  /** Decisions of a batch are not what they were. */
  | 'decisions-changed';

export interface AuditFault {
  kind: AuditFaultKind;
  /** Of the link concerned; null for an event without one. */
  seq: number | null;
  /** Table and id of the event; null where no single one is concerned. */
  source: string | null;
  sourceId: string | null;
}

/** A head that was published: the link of this number had this hash. */
export interface KnownHead {
  seq: number;
  /** Hex. */
  hash: string;
}

export interface AuditReport {
  links: number;
  /** `seq:hash` of the newest link. */
  head: string;
  /** Events that retention deleted, told by their links alone. */
  deleted: number;
  /** Events that wait for their link. */
  pending: number;
  /** Batches whose decisions were compared; null where that was not asked for. */
  batches: number | null;
  faults: number;
  /** The first of them. */
  examples: AuditFault[];
}

const PAGE = 5000;
const EXAMPLES = 20;

/**
 * Follows the whole chain and compares every event with its link, as of one instant; with `decisions` also every
 * decision with the digest of its batch. `onProgress` is told of the links done.
 */
export function verifyAudit(
  pool: Pool,
  options: { known?: KnownHead; decisions?: boolean; onProgress?: (done: number, of: number) => void } = {},
): Promise<AuditReport> {
  return inTransaction(pool, async (client) => {
    await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const faults = new Faults();
    const chain = await followChain(client, faults, options);
    await findUnlinked(client, faults);
    const batches = options.decisions === true ? await compareDecisions(client, faults) : null;
    const { rows } = await client.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM audit_pending',
    );
    return { ...chain, pending: rows[0]!.count, batches, faults: faults.count, examples: faults.examples };
  });
}

class Faults {
  count = 0;
  readonly examples: AuditFault[] = [];

  add(kind: AuditFaultKind, at: Partial<Omit<AuditFault, 'kind'>>): void {
    this.count++;
    if (this.examples.length === EXAMPLES) return;
    this.examples.push({ kind, seq: null, source: null, sourceId: null, ...at });
  }
}

type StoredLink = Link & { hash: Buffer };

async function followChain(
  client: Client,
  faults: Faults,
  { known, onProgress }: { known?: KnownHead; onProgress?: (done: number, of: number) => void },
): Promise<Pick<AuditReport, 'links' | 'head' | 'deleted'>> {
  const cuts = await readCuts(client);
  const { rows: counted } = await client.query<{ of: number }>('SELECT count(*)::int AS of FROM audit_chain');
  let previous: { seq: number; hash: Buffer } = { seq: 0, hash: GENESIS };
  let links = 0;
  let deleted = 0;
  let knownMet = known === undefined;
  for (;;) {
    const page = await readLinks(client, previous.seq);
    if (page.length === 0) break;
    const contents = await readContents(client, page);
    for (const link of page) {
      if (link.seq !== previous.seq + 1) faults.add('gap', place(link));
      else if (!linkHash(previous.hash, link).equals(link.hash)) faults.add('broken', place(link));
      const now = contents.get(`${link.source}:${link.sourceId}`);
      if (now === undefined) {
        if (BigInt(link.dated) < (cuts.get(link.source) ?? 0n)) deleted++;
        else faults.add('removed', place(link));
      } else if (!now.equals(link.contentHash)) faults.add('changed', place(link));
      if (link.seq === known?.seq) knownMet = link.hash.toString('hex') === known.hash;
      previous = link;
    }
    links += page.length;
    onProgress?.(links, counted[0]!.of);
  }
  if (!knownMet) faults.add('cut-off', { seq: known!.seq });
  return { links, head: `${previous.seq}:${previous.hash.toString('hex')}`, deleted };
}

const place = ({ seq, source, sourceId }: Link) => ({ seq, source, sourceId });

async function readLinks(client: Client, after: number): Promise<StoredLink[]> {
  const { rows } = await client.query<Omit<StoredLink, 'seq'> & { seq: string }>(
    `SELECT seq, source, source_id AS "sourceId", (extract(epoch FROM dated) * 1000000)::bigint AS dated,
            content_hash AS "contentHash", hash
     FROM audit_chain WHERE seq > $1 ORDER BY seq LIMIT ${PAGE}`,
    [after],
  );
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}

/** Hashes of the events as they are now, by `source:id`. */
async function readContents(client: Client, links: readonly Link[]): Promise<Map<string, Buffer>> {
  const contents = new Map<string, Buffer>();
  for (const source of AUDIT_SOURCE_NAMES) {
    const ids = links.filter((link) => link.source === source).map(({ sourceId }) => sourceId);
    if (ids.length === 0) continue;
    const { rows } = await client.query<{ id: string; hash: Buffer }>(
      `SELECT id, ${contentHashOf(source)} AS hash FROM ${source} WHERE id = ANY ($1::bigint[])`,
      [ids],
    );
    for (const { id, hash } of rows) contents.set(`${source}:${id}`, hash);
  }
  return contents;
}

/** Until when, in microseconds, retention has deleted the rows of each table. */
async function readCuts(client: Client): Promise<Map<string, bigint>> {
  const { rows } = await client.query<{ source: string; before: string }>(
    `SELECT source, (extract(epoch FROM max(before)) * 1000000)::bigint AS before FROM audit_cut GROUP BY source`,
  );
  return new Map(rows.map(({ source, before }) => [source, BigInt(before)]));
}

async function findUnlinked(client: Client, faults: Faults): Promise<void> {
  for (const source of AUDIT_SOURCE_NAMES) {
    const { rows } = await client.query<{ id: string }>(
      `SELECT s.id FROM ${source} s WHERE ${whereOf(source)}
         AND NOT EXISTS (SELECT FROM audit_chain c WHERE c.source = '${source}' AND c.source_id = s.id)
         AND NOT EXISTS (SELECT FROM audit_pending p WHERE p.source = '${source}' AND p.source_id = s.id)
       ORDER BY s.id`,
    );
    for (const { id } of rows) faults.add('unlinked', { source, sourceId: id });
  }
}

function whereOf(name: AuditSourceName): string {
  const source: { where?: string } = AUDIT_SOURCES[name];
  return source.where ?? 'true';
}

async function compareDecisions(client: Client, faults: Faults): Promise<number> {
  let last = '0';
  let compared = 0;
  for (;;) {
    const { rows } = await client.query<{ id: string; digest: Buffer; decisions: DigestedDecision[] }>(
      `SELECT g.id, g.digest, coalesce(json_agg(json_build_object('declarationNo', c.declaration_no,
                'version', c.version, 'channel', c.channel, 'score', c.score, 'reasons', c.reasons))
              FILTER (WHERE c.version IS NOT NULL), '[]') AS decisions
       FROM (SELECT * FROM decision_digest WHERE id > $1 ORDER BY id LIMIT 200) g
       LEFT JOIN declaration d ON d.received_at = g.received_at AND d.batch_id = g.batch_id
       LEFT JOIN channel_decision c ON c.received_at = d.received_at AND c.declaration_no = d.declaration_no
         AND c.version = d.version
       GROUP BY g.id, g.digest ORDER BY g.id`,
      [last],
    );
    if (rows.length === 0) return compared;
    for (const { id, digest, decisions } of rows) {
      if (!decisionDigest(decisions).equals(digest)) {
        faults.add('decisions-changed', { source: 'decision_digest', sourceId: id });
      }
    }
    compared += rows.length;
    last = rows.at(-1)!.id;
  }
}
