import { inForce } from '../../domain/access/grant.ts';
import type { LoanState } from '../../contract/loans.ts';
import type { Right } from '../../domain/access/right.ts';
import type { ScopeId } from '../../domain/access/scope.ts';
import type { Queryable } from '../db/pool.ts';

/** A loan with the names of those concerned. */
export interface NamedLoan {
  id: string;
  person: { id: string; name: string; email: string };
  rights: Right[];
  scope: ScopeId;
  from: Date;
  until: Date;
  reason: string;
  lentBy: string;
  lentAt: Date;
  endedAt: Date | null;
  endedBy: string | null;
}

const SELECT = `SELECT l.id, jsonb_build_object('id', u.id, 'name', u.name, 'email', u.email) AS person, l.rights, l.scope,
    l.valid_from AS "from", l.valid_until AS until, l.reason, coalesce(lender.name, l.lent_by) AS "lentBy",
    l.lent_at AS "lentAt", l.ended_at AS "endedAt", coalesce(ender.name, l.ended_by) AS "endedBy"
  FROM loan l JOIN auth."user" u ON u.id = l.person_id
    LEFT JOIN auth."user" lender ON lender.id = l.lent_by LEFT JOIN auth."user" ender ON ender.id = l.ended_by`;

/** As `stateOfLoan` says, at the instant $1. */
const STATE = `CASE WHEN l.valid_until <= $1 OR l.ended_at <= $1 THEN 'over'
  WHEN l.valid_from <= $1 THEN 'in-force' ELSE 'to-come' END`;

/** Whether a loan counts at `now`, will, or no longer does. */
export function stateOfLoan(
  loan: Pick<NamedLoan, 'from' | 'until' | 'endedAt' | 'rights' | 'scope'>,
  now: Date,
): LoanState {
  if (inForce(loan, now)) return 'in-force';
  return loan.from > now && (loan.endedAt === null || loan.endedAt > now) ? 'to-come' : 'over';
}

/** Loans by their end, the last to end first; of one person or of all, in one state or in any. */
export async function listLoans(
  db: Queryable,
  filter: { now: Date; state?: LoanState | undefined; personId?: string; offset: number; limit: number },
): Promise<{ loans: NamedLoan[]; total: number }> {
  const values = [filter.now, filter.state ?? null, filter.personId ?? null];
  const fits = `($2::text IS NULL OR ${STATE} = $2) AND ($3::text IS NULL OR l.person_id = $3)`;
  const count = await db.query<{ total: number }>(
    `SELECT count(*)::int AS total FROM loan l WHERE ${fits} AND $1::timestamptz IS NOT NULL`,
    values,
  );
  const { rows } = await db.query<NamedLoan>(
    `${SELECT} WHERE ${fits} AND $1::timestamptz IS NOT NULL
     ORDER BY least(l.valid_until, l.ended_at) DESC, l.id DESC OFFSET $4 LIMIT $5`,
    [...values, filter.offset, filter.limit],
  );
  return { loans: rows, total: count.rows[0]!.total };
}

export async function readLoan(db: Queryable, id: string): Promise<NamedLoan | null> {
  const { rows } = await db.query<NamedLoan>(`${SELECT} WHERE l.id::text = $1`, [id]);
  return rows[0] ?? null;
}

/** Lends rights and answers the number of the loan. */
export async function addLoan(
  db: Queryable,
  loan: Pick<NamedLoan, 'rights' | 'scope' | 'from' | 'until' | 'reason'> & {
    personId: string;
    lentBy: string;
  },
): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `INSERT INTO loan (person_id, rights, scope, valid_from, valid_until, reason, lent_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
    [loan.personId, loan.rights, loan.scope, loan.from, loan.until, loan.reason, loan.lentBy],
  );
  return rows[0]!.id;
}

/** Ends a loan at `now`; false where it was over already. */
export async function endLoan(db: Queryable, id: string, by: string, now: Date): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE loan SET ended_at = $2, ended_by = $3 WHERE id::text = $1 AND ended_at IS NULL AND valid_until > $2`,
    [id, now, by],
  );
  return rowCount === 1;
}
