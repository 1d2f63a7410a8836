import { setImmediate as breathe } from 'node:timers/promises';
import type { Channel } from '../../domain/channel/channel.ts';
import type { VersionedDeclaration } from '../../domain/declaration.ts';
import type { EnrichedFacts } from '../../domain/targeting/facts.ts';
import type { Queryable } from '../db/pool.ts';

/** A hit that was acted on; green: it instructs nothing. */
export interface ActingHit {
  code: string;
  score: number;
  channel: Channel;
}

/** A declaration with what was known and decided of it, as the archive takes it. */
export interface DecidedDeclaration {
  batchId: string;
  receivedAt: Date;
  declaration: VersionedDeclaration;
  facts: EnrichedFacts;
  rulesetVersion: number;
  decision: {
    channel: Channel;
    floor: Channel;
    candidate: Channel;
    thresholds: { red: number; orange: number };
    draw: { selected: boolean };
    /** An acting profile could not be evaluated. */
    failed: boolean;
  };
  /** In the order of their codes, which is the order scores are added in. */
  acting: ActingHit[];
}

/** A batch whose declarations are decided. */
export interface DecidedBatch {
  id: string;
  receivedAt: Date;
  declarations: number;
}

interface Row {
  batch_id: string;
  received_at: Date;
  version: number;
  document: string;
  channel: Channel;
  reasons: string[];
  ruleset_version: number;
  explanation: Pick<DecidedDeclaration['decision'], 'floor' | 'candidate' | 'thresholds' | 'draw'> & {
    facts: EnrichedFacts;
  };
  hits: [code: string, score: number, channel: Channel | 'none'][] | null;
}

/** Reads all declarations of some batches. Throws where Postgres holds others than the batches say. */
async function readDecided(db: Queryable, batches: readonly DecidedBatch[]): Promise<DecidedDeclaration[]> {
  const instants = [...new Set(batches.map(({ receivedAt }) => receivedAt.getTime()))].map(
    (at) => new Date(at),
  );
  const { rows } = await db.query<Row>({
    name: 'read-decided',
    text: `SELECT d.batch_id::text, d.received_at, d.version, d.document::text AS document,
             c.channel, c.reasons, c.ruleset_version, c.explanation, h.hits
           FROM declaration d
           JOIN channel_decision c USING (declaration_no, version, received_at)
           LEFT JOIN (
             SELECT declaration_no, version, received_at,
               json_agg(json_build_array(profile_code, score, channel) ORDER BY profile_code COLLATE "C") AS hits
             FROM hit WHERE NOT shadow AND received_at = ANY($1) GROUP BY 1, 2, 3
           ) h USING (declaration_no, version, received_at)
           WHERE d.received_at = ANY($1) AND d.batch_id = ANY($2)`,
    values: [instants, batches.map(({ id }) => id)],
  });
  const expected = batches.reduce((sum, { declarations }) => sum + declarations, 0);
  if (rows.length !== expected) {
    throw new Error(`${expected} declarations were accepted in these batches, ${rows.length} are decided`);
  }
  return rows.map(toDecided);
}

function toDecided(row: Row): DecidedDeclaration {
  const { facts, floor, candidate, thresholds, draw } = row.explanation;
  return {
    batchId: row.batch_id,
    receivedAt: row.received_at,
    declaration: { ...(JSON.parse(row.document) as VersionedDeclaration), version: row.version },
    facts,
    rulesetVersion: row.ruleset_version,
    decision: {
      channel: row.channel,
      floor,
      candidate,
      thresholds,
      draw,
      failed: row.reasons.includes('evaluation-error'),
    },
    acting: (row.hits ?? []).map(([code, score, channel]) => ({
      code,
      score,
      channel: channel === 'none' ? 'green' : channel,
    })),
  };
}

/** Reads the declarations of many batches, some hundred at a time: between two lots the process may breathe. */
export async function* readInLots(
  db: Queryable,
  batches: readonly DecidedBatch[],
  size: number,
): AsyncGenerator<DecidedDeclaration[]> {
  for (const lot of lotsOf(batches, size)) {
    const decided = await readDecided(db, lot);
    for (let from = 0; from < decided.length; from += size) {
      yield decided.slice(from, from + size);
      await breathe();
    }
  }
}

function* lotsOf(batches: readonly DecidedBatch[], size: number): Generator<DecidedBatch[]> {
  let lot: DecidedBatch[] = [];
  let declarations = 0;
  for (const batch of batches) {
    if (lot.length > 0 && declarations + batch.declarations > size) {
      yield lot;
      lot = [];
      declarations = 0;
    }
    lot.push(batch);
    declarations += batch.declarations;
  }
  if (lot.length > 0) yield lot;
}
