import type { Channel } from '../../domain/channel/channel.ts';
import type { Queryable } from '../db/pool.ts';

export interface RecentHit {
  declarationNo: string;
  version: number;
  profile: string;
  house: string;
  channel: Channel;
  decidedAt: Date;
}

/** Newest hits that were acted on, at most `limit`. */
export async function readRecentHits(db: Queryable, since: Date, limit: number): Promise<RecentHit[]> {
  const result = await db.query<RecentHit>(
    `SELECT h.declaration_no AS "declarationNo", h.version, h.profile_code AS profile, h.customs_house AS house,
            c.channel, c.decided_at AS "decidedAt"
     FROM (SELECT * FROM hit WHERE received_at >= $1 AND NOT shadow ORDER BY received_at DESC LIMIT $2) h
     JOIN channel_decision c USING (declaration_no, version, received_at)
     ORDER BY c.decided_at DESC`,
    [since, limit],
  );
  return result.rows;
}
