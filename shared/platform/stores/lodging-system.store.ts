import type { Right } from '../../domain/access/right.ts';
import type { ScopeId } from '../../domain/access/scope.ts';
import type { Queryable } from '../db/pool.ts';

/** A system that lodges declarations or reads what became of them, by keys. */
export interface LodgingSystem {
  id: string;
  name: string;
  scope: ScopeId;
  rights: Right[];
  /** Null: no limit. */
  declarationsPerMinute: number | null;
  createdBy: string;
  createdAt: Date;
  disabledAt: Date | null;
}

const COLUMNS = `id, name, scope, rights, declarations_per_minute AS "declarationsPerMinute",
  created_by AS "createdBy", created_at AS "createdAt", disabled_at AS "disabledAt"`;

export async function readLodgingSystem(db: Queryable, id: string): Promise<LodgingSystem | null> {
  const { rows } = await db.query<LodgingSystem>({
    name: 'read-lodging-system',
    text: `SELECT ${COLUMNS} FROM lodging_system WHERE id::text = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** Adds a system, or changes the one of that name, and answers its id. */
export async function putLodgingSystem(
  db: Queryable,
  system: Pick<LodgingSystem, 'name' | 'scope' | 'rights' | 'declarationsPerMinute' | 'createdBy'>,
): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `INSERT INTO lodging_system (name, scope, rights, declarations_per_minute, created_by)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (name) DO UPDATE SET scope = excluded.scope, rights = excluded.rights,
       declarations_per_minute = excluded.declarations_per_minute, disabled_at = NULL
     RETURNING id`,
    [system.name, system.scope, system.rights, system.declarationsPerMinute, system.createdBy],
  );
  return rows[0]!.id;
}
