import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Channel } from '../../domain/channel/channel.ts';
import type { KeptExplanation } from '../../domain/channel/explain.ts';
import type { Declaration } from '../../domain/declaration.ts';
import type { HeldPredicate } from '../../domain/targeting/because.ts';
import { utcDay } from '../db/partitions.ts';
import type { Queryable } from '../db/pool.ts';

/** A hit as it was kept. */
export interface KeptHit {
  profile: string;
  profileVersion: number;
  items: number[];
  shadow: boolean;
  score: number;
  channel: 'red' | 'orange' | 'none';
  because: HeldPredicate[];
}

/** A decided version of a declaration with everything its decision was made from. */
export interface KeptVersion {
  version: number;
  receivedAt: Date;
  customsHouse: string;
  declaration: Declaration;
  channel: Channel;
  score: number;
  reasons: string[];
  rulesetVersion: number;
  decidedAt: Date;
  explanation: KeptExplanation;
  hits: KeptHit[];
}

/**
 * One version of a declaration, the newest where none is named: null where there is none, `waiting` where it has not
 * been decided. Meant to run inside `readAs`.
 */
export async function readKeptVersion(
  db: Queryable,
  declarationNo: string,
  version: number | undefined,
): Promise<KeptVersion | 'waiting' | null> {
  const { rows } = await db.query<Omit<KeptVersion, 'channel'> & { channel: Channel | null }>(
    `SELECT v.version, v.received_at AS "receivedAt", c.customs_house AS "customsHouse",
       d.document AS declaration, c.channel, c.score, c.reasons, c.ruleset_version AS "rulesetVersion",
       c.decided_at AS "decidedAt", c.explanation,
       coalesce((
         SELECT json_agg(json_build_object('profile', h.profile_code, 'profileVersion', h.profile_version,
           'items', h.items, 'shadow', h.shadow, 'score', h.score, 'channel', h.channel, 'because', h.because)
           ORDER BY h.profile_code)
         FROM hit h
         WHERE h.declaration_no = v.declaration_no AND h.version = v.version AND h.received_at = v.received_at
       ), '[]') AS hits
     FROM declaration_version v
     LEFT JOIN declaration d USING (declaration_no, version, received_at)
     LEFT JOIN channel_decision c USING (declaration_no, version, received_at)
     WHERE v.declaration_no = $1 AND ($2::integer IS NULL OR v.version = $2)
     ORDER BY v.version DESC LIMIT 1`,
    [declarationNo, version ?? null],
  );
  const [found] = rows;
  if (found === undefined) return null;
  return found.channel === null ? 'waiting' : { ...found, channel: found.channel };
}

/** Instant from which a version of the ruleset was in force; null where there never was one. */
export async function readRulesetInstant(db: Queryable, version: number): Promise<Date | null> {
  const { rows } = await db.query<{ at: Date }>(
    'SELECT created_at AS at FROM ruleset_version WHERE version = $1',
    [version],
  );
  return rows[0]?.at ?? null;
}

/** The secret salt of the UTC day of an instant; null where there is none, and none is made. */
export async function readDrawSalt(db: Queryable, instant: Date): Promise<KeyObject | null> {
  const { rows } = await db.query<{ salt: Buffer }>('SELECT salt FROM draw_salt WHERE day = $1', [
    utcDay(instant),
  ]);
  return rows[0] === undefined ? null : createSecretKey(rows[0].salt);
}
