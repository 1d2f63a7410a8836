/** How far what is shown can be trusted. */
export type Freshness = 'fresh' | 'stale' | 'unknown';

/** Why: what holds the freshness down, or `live` where nothing does. */
export type FreshnessReason =
  'live' | 'starting' | 'disconnected' | 'silent' | 'heartbeat-late' | 'heartbeat-missing';

export interface FreshnessReport {
  freshness: Freshness;
  reason: FreshnessReason;
  /** Age of the oldest thing the trust rests on, ms; `null` before the first snapshot. */
  ageMs: number | null;
}

export const FRESH_BELOW_MS = 3_000;
const STALE_BELOW_MS = 15_000;

/** The last snapshot or tick that was applied: when it came by the monotonic local timer, and what it said. */
export interface Receipt {
  at: number;
  /** How much longer than the quickest of its kind it was under way, ms. */
  delayMs: number;
  serverTime: number;
  heartbeatAt: number | null;
}

/**
 * Freshness from the connection (followed since its snapshot), last receipt and heartbeat. The local clock's time of day plays no part: ages are
 * differences of server instants plus what the monotonic timer measured since.
 */
export function assessFreshness(
  receipt: Receipt | null,
  following: boolean,
  monotonicNow: number,
): FreshnessReport {
  if (receipt === null) return { freshness: 'unknown', reason: 'starting', ageMs: null };

  const tickAge = Math.max(0, monotonicNow - receipt.at) + receipt.delayMs;
  const heartbeatAge =
    receipt.heartbeatAt === null ? null : Math.max(0, receipt.serverTime - receipt.heartbeatAt) + tickAge;
  // A heartbeat is never younger than the tick that tells of it.
  const freshness = heartbeatAge === null ? 'unknown' : level(heartbeatAge);

  if (!following)
    return {
      freshness: freshness === 'fresh' ? 'stale' : freshness,
      reason: 'disconnected',
      ageMs: tickAge,
    };
  if (level(tickAge) !== 'fresh') return { freshness, reason: 'silent', ageMs: tickAge };
  if (heartbeatAge === null) return { freshness, reason: 'heartbeat-missing', ageMs: tickAge };
  return { freshness, reason: freshness === 'fresh' ? 'live' : 'heartbeat-late', ageMs: heartbeatAge };
}

function level(ageMs: number): Freshness {
  if (ageMs < FRESH_BELOW_MS) return 'fresh';
  return ageMs < STALE_BELOW_MS ? 'stale' : 'unknown';
}
