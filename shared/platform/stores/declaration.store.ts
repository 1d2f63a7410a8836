import type { Channel } from '../../domain/channel/channel.ts';
import type { Finding } from '../../domain/control/finding.ts';
import type { Disposition, OrderState } from '../../domain/control/order-machine.ts';
import type { HeldPredicate } from '../../domain/targeting/because.ts';
import type { Queryable } from '../db/pool.ts';

export interface StoredHit {
  profile: string;
  profileVersion: number;
  title: string | null;
  titleZh: string | null;
  items: number[];
  shadow: boolean;
  score: number;
  channel: string;
  /** The predicates that held, with the facts they saw. */
  because: HeldPredicate[];
}

export interface StoredDecision {
  /** As it was decided. */
  channel: Channel;
  /** The channel that counts, where somebody changed it. */
  reroutedTo: Channel | null;
  score: number;
  reasons: string[];
  rulesetVersion: number;
  decidedAt: string;
  /** Thresholds, floor, candidate, draw and the facts used. */
  explanation: unknown;
}

/** One version of a declaration with what became of it; `decision` is null while it waits. */
export interface StoredVersion {
  version: number;
  batchId: string;
  receivedAt: string;
  /** Null for versions that were waiting before places stood beside them. */
  customsHouse: string | null;
  declaration: unknown;
  decision: StoredDecision | null;
  hits: StoredHit[];
  controlOrder: {
    state: OrderState;
    channel: Exclude<Channel, 'green'>;
    disposition: Disposition | null;
    instructions: unknown;
  } | null;
  /** Changes of its channel by people, the newest first. */
  channelChanges: { at: string; actor: string; from: Channel; to: Channel; reason: string }[];
  /** What its inspection found; null before that. */
  finding: (Finding & { recordedAt: string }) | null;
}

/** All versions of a declaration, the newest first; empty when the number is not known. */
export async function readDeclaration(db: Queryable, declarationNo: string): Promise<StoredVersion[]> {
  const result = await db.query<{ found: StoredVersion }>(
    `SELECT json_build_object(
       'version', v.version, 'batchId', v.batch_id::text, 'receivedAt', v.received_at,
       'customsHouse', v.customs_house,
       'declaration', d.document,
       'decision', CASE WHEN c.channel IS NULL THEN NULL ELSE json_build_object(
         'channel', c.channel, 'reroutedTo', c.rerouted_to, 'score', c.score, 'reasons', c.reasons,
         'rulesetVersion', c.ruleset_version, 'decidedAt', c.decided_at, 'explanation', c.explanation) END,
       'hits', coalesce((
         SELECT json_agg(json_build_object(
           'profile', h.profile_code, 'profileVersion', h.profile_version, 'title', p.title,
           'titleZh', p.title_zh, 'items', h.items,
           'shadow', h.shadow, 'score', h.score, 'channel', h.channel, 'because', h.because) ORDER BY h.profile_code)
         FROM hit h
         LEFT JOIN LATERAL (
           SELECT content ->> 'title' AS title, content ->> 'titleZh' AS title_zh
           FROM ruleset_part_version p
           WHERE p.kind = 'profile' AND p.code = h.profile_code AND p.version = h.profile_version) p ON true
         WHERE h.declaration_no = v.declaration_no AND h.version = v.version AND h.received_at = v.received_at
       ), '[]'),
       'controlOrder', CASE WHEN o.state IS NULL THEN NULL ELSE json_build_object(
         'state', o.state, 'channel', o.channel, 'disposition', o.disposition, 'instructions', o.instructions) END,
       'channelChanges', coalesce((
         SELECT json_agg(json_build_object('at', x.at, 'actor', x.actor_name, 'from', x.from_channel,
           'to', x.to_channel, 'reason', x.reason) ORDER BY x.id DESC)
         FROM channel_change x WHERE x.declaration_no = v.declaration_no AND x.version = v.version
       ), '[]'),
       'finding', CASE WHEN f.result IS NULL THEN NULL ELSE json_build_object(
         'foundAt', f.found_at, 'recordedAt', f.recorded_at, 'result', f.result,
         'discrepancies', f.discrepancies) END) AS found
     FROM declaration_version v
     LEFT JOIN declaration d USING (declaration_no, version, received_at)
     LEFT JOIN channel_decision c USING (declaration_no, version, received_at)
     LEFT JOIN control_order o USING (declaration_no, version, received_at)
     LEFT JOIN finding f USING (declaration_no, version, received_at)
     WHERE v.declaration_no = $1 ORDER BY v.version DESC`,
    [declarationNo],
  );
  return result.rows.map((row) => row.found);
}
