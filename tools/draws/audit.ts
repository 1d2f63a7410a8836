import { createSecretKey } from 'node:crypto';
import { inTransaction, type Pool } from '../../shared/platform/db/pool.ts';
import { commitmentOf, drawValue } from '../../shared/platform/draw.ts';

/** The draws of one stratum at one rate. */
export interface StratumAudit {
  stratum: string;
  /** Share to be drawn, 0 to 1, as the policy stated it. */
  rate: number;
  declarations: number;
  drawn: number;
  /** Share drawn. */
  share: number;
  /** How far the number drawn is from the one to be expected, in standard deviations of a binomial number. */
  deviations: number;
  mismatches: number;
}

/** A decision whose draw is not what salt and rate make it, or that was drawn and is not red. */
export interface DrawMismatch {
  declarationNo: string;
  version: number;
  reason: 'value' | 'selection' | 'channel';
}

/** What the salt of a UTC day says of the draws made on it. */
export interface DrawAudit {
  day: string;
  /** SHA-256 of the day's salt, in hex; null where the day has none. */
  commitment: string | null;
  /** Whether it is the one that was published; null where none was given to compare. */
  asPublished: boolean | null;
  declarations: number;
  mismatches: number;
  strata: StratumAudit[];
  /** The first of them. */
  examples: DrawMismatch[];
}

interface StoredDraw {
  no: string;
  version: number;
  channel: string;
  value: number;
  rate: number;
  stratum: string;
  selected: boolean;
}

const AT_ONCE = 10_000;
const EXAMPLES = 20;

/**
 * Makes every random draw of a UTC day of acceptance again, from the day's salt, and compares it with what was kept.
 * Without a salt no draw can be told to be right: each is then a mismatch.
 */
export async function auditDraws(pool: Pool, day: string, published?: string): Promise<DrawAudit> {
  return inTransaction(pool, async (client) => {
    await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const found = await client.query<{ salt: Buffer }>('SELECT salt FROM draw_salt WHERE day = $1', [day]);
    const secret = found.rows[0]?.salt;
    const salt = secret === undefined ? null : createSecretKey(secret);
    const commitment = secret === undefined ? null : commitmentOf(secret);

    const strata = new Map<string, StratumAudit>();
    const examples: DrawMismatch[] = [];
    let mismatches = 0;
    await client.query(
      `DECLARE draws NO SCROLL CURSOR FOR
       SELECT declaration_no AS no, version, channel, (d ->> 'value')::float8 AS value, (d ->> 'rate')::float8 AS rate,
              d ->> 'stratum' AS stratum, (d ->> 'selected')::boolean AS selected
       FROM (SELECT declaration_no, version, channel, explanation -> 'draw' AS d FROM channel_decision
             WHERE received_at >= '${day}T00:00:00Z' AND received_at < '${day}T00:00:00Z'::timestamptz + interval '1 day') c`,
    );
    for (;;) {
      const { rows } = await client.query<StoredDraw>(`FETCH ${AT_ONCE} FROM draws`);
      if (rows.length === 0) break;
      for (const draw of rows) {
        const key = JSON.stringify([draw.stratum, draw.rate]);
        const stratum = strata.get(key) ?? emptyStratum(draw);
        strata.set(key, stratum);
        stratum.declarations++;
        if (draw.selected) stratum.drawn++;
        const reason = faultOf(draw, salt === null ? NaN : drawValue(salt, draw.no, draw.version));
        if (reason === null) continue;
        stratum.mismatches++;
        mismatches++;
        if (examples.length < EXAMPLES)
          examples.push({ declarationNo: draw.no, version: draw.version, reason });
      }
    }
    const audited = [...strata.values()].map(withShare).toSorted(byName);
    return {
      day,
      commitment,
      asPublished: published === undefined ? null : published.toLowerCase() === commitment,
      declarations: audited.reduce((sum, { declarations }) => sum + declarations, 0),
      mismatches,
      strata: audited,
      examples,
    };
  });
}

/** Written so that what is missing or no number is a fault. */
function faultOf(
  { value, rate, selected, channel }: StoredDraw,
  made: number,
): DrawMismatch['reason'] | null {
  if (!(value === made)) return 'value';
  if (selected !== (rate >= 1 || made < rate)) return 'selection';
  return selected && channel !== 'red' ? 'channel' : null;
}

function emptyStratum({ stratum, rate }: StoredDraw): StratumAudit {
  return { stratum, rate, declarations: 0, drawn: 0, share: 0, deviations: 0, mismatches: 0 };
}

function withShare(audit: StratumAudit): StratumAudit {
  const { declarations, drawn, rate } = audit;
  const deviation = Math.sqrt(declarations * rate * (1 - rate));
  return {
    ...audit,
    share: drawn / declarations,
    deviations: deviation > 0 ? (drawn - declarations * rate) / deviation : 0,
  };
}

function byName(a: StratumAudit, b: StratumAudit): number {
  if (a.stratum !== b.stratum) return a.stratum < b.stratum ? -1 : 1;
  return a.rate - b.rate;
}
