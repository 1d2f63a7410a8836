import type { MachineRight } from '../../contract/lodging-systems.ts';
import type { ScopeId } from '../../domain/access/scope.ts';
import type { Client, Queryable } from '../db/pool.ts';

/** A system that lodges declarations or reads what became of them, by keys. */
export interface LodgingSystem {
  id: string;
  name: string;
  scope: ScopeId;
  rights: MachineRight[];
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

/** All systems, by name. */
export async function readLodgingSystems(db: Queryable): Promise<LodgingSystem[]> {
  const { rows } = await db.query<LodgingSystem>(`SELECT ${COLUMNS} FROM lodging_system ORDER BY name, id`);
  return rows;
}

/** Adds a system with the id that its first key has been issued for; false where the name is taken. */
export async function addLodgingSystem(
  db: Queryable,
  system: Omit<LodgingSystem, 'createdAt' | 'disabledAt'>,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `INSERT INTO lodging_system (id, name, scope, rights, declarations_per_minute, created_by)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (name) DO NOTHING`,
    [system.id, system.name, system.scope, system.rights, system.declarationsPerMinute, system.createdBy],
  );
  return rowCount === 1;
}

/** Reads a system and keeps others from changing it until the transaction ends. */
export async function lockLodgingSystem(client: Client, id: string): Promise<LodgingSystem | null> {
  const { rows } = await client.query<LodgingSystem>(
    `SELECT ${COLUMNS} FROM lodging_system WHERE id::text = $1 FOR UPDATE`,
    [id],
  );
  return rows[0] ?? null;
}

/** Writes what may change of a system; false where the name is taken. */
export async function changeLodgingSystem(
  db: Queryable,
  system: Pick<LodgingSystem, 'id' | 'name' | 'rights' | 'declarationsPerMinute' | 'disabledAt'>,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE lodging_system SET name = $2, rights = $3, declarations_per_minute = $4, disabled_at = $5
     WHERE id = $1 AND NOT EXISTS (SELECT FROM lodging_system WHERE name = $2 AND id <> $1)`,
    [system.id, system.name, system.rights, system.declarationsPerMinute, system.disabledAt],
  );
  return rowCount === 1;
}
