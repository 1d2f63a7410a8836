import type { ConsolePosition, ShiftReportContent, ShiftReportRow } from '../../contract/shifts.ts';
import type { ScopeId } from '../../domain/access/scope.ts';
import type { ShiftState } from '../../domain/shift/hand-over.ts';
import type { Client, Queryable } from '../db/pool.ts';

/** A shift as it is stored. */
export interface StoredShift {
  id: string;
  scope: ScopeId;
  positionId: string | null;
  state: ShiftState;
  personId: string;
  personName: string;
  startedAt: Date;
  endedAt: Date | null;
  offeredTo: string | null;
  offeredName: string | null;
  takenReason: string | null;
}

const SHIFT_COLUMNS = `id, scope, position_id AS "positionId", state, person_id AS "personId",
  person_name AS "personName", started_at AS "startedAt", ended_at AS "endedAt", offered_to AS "offeredTo",
  offered_name AS "offeredName", taken_reason AS "takenReason"`;
const POSITION_COLUMNS = 'id, scope, name, name_zh AS "nameZh", kinds';

/** The positions of a console, by name. */
export async function readPositions(db: Queryable, scope: ScopeId): Promise<ConsolePosition[]> {
  const { rows } = await db.query<ConsolePosition>(
    `SELECT ${POSITION_COLUMNS} FROM console_position WHERE scope = $1 AND removed_at IS NULL
     ORDER BY lower(name), id`,
    [scope],
  );
  return rows;
}

/** A position, removed or not; null where there is none. `id` is in digits. */
export async function readPosition(db: Queryable, id: string): Promise<ConsolePosition | null> {
  const { rows } = await db.query<ConsolePosition>(
    `SELECT ${POSITION_COLUMNS} FROM console_position WHERE id = $1`,
    [id],
  );
  return rows[0] ?? null;
}

/** Adds a position; null where the console has one of that name. */
export async function addPosition(
  db: Queryable,
  position: Omit<ConsolePosition, 'id'>,
): Promise<ConsolePosition | null> {
  const { rows } = await db.query<ConsolePosition>(
    `INSERT INTO console_position (scope, name, name_zh, kinds) VALUES ($1, $2, $3, $4)
     ON CONFLICT DO NOTHING RETURNING ${POSITION_COLUMNS}`,
    [position.scope, position.name, position.nameZh, position.kinds],
  );
  return rows[0] ?? null;
}

/** Takes a position off its console; false where somebody holds it, or it is gone already. */
export async function removePosition(db: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE console_position SET removed_at = now() WHERE id = $1 AND removed_at IS NULL
       AND NOT EXISTS (SELECT FROM shift WHERE position_id = $1 AND ended_at IS NULL)`,
    [id],
  );
  return rowCount === 1;
}

/** The shifts of a console that go on, and the last `past` that are over. */
export async function readShifts(
  db: Queryable,
  scope: ScopeId,
  past: number,
): Promise<{ open: StoredShift[]; past: StoredShift[] }> {
  const open = await db.query<StoredShift>(
    `SELECT ${SHIFT_COLUMNS} FROM shift WHERE scope = $1 AND ended_at IS NULL ORDER BY id`,
    [scope],
  );
  const over = await db.query<StoredShift>(
    `SELECT ${SHIFT_COLUMNS} FROM shift WHERE scope = $1 AND ended_at IS NOT NULL ORDER BY id DESC LIMIT $2`,
    [scope, past],
  );
  return { open: open.rows, past: over.rows };
}

/** One shift; null where there is none. `id` is in digits; `lock`: for what is decided about it next. */
export async function readShift(
  db: Queryable,
  id: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<StoredShift | null> {
  const { rows } = await db.query<StoredShift>(
    `SELECT ${SHIFT_COLUMNS} FROM shift WHERE id = $1${lock ? ' FOR UPDATE' : ''}`,
    [id],
  );
  return rows[0] ?? null;
}

/** Begins a shift; null where somebody holds the position. */
export async function beginShift(
  db: Queryable,
  shift: { scope: ScopeId; positionId: string | null; person: { id: string; name: string }; at: Date } & {
    /** Id of the shift before. */
    follows: string | null;
  },
): Promise<StoredShift | null> {
  const { scope, positionId, person, at, follows } = shift;
  const { rows } = await db.query<StoredShift>(
    `INSERT INTO shift (scope, position_id, state, person_id, person_name, started_at, follows)
     VALUES ($1, $2, 'held', $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING ${SHIFT_COLUMNS}`,
    [scope, positionId, person.id, person.name, at, follows],
  );
  return rows[0] ?? null;
}

/** Writes what an action made of a shift. */
export async function writeShift(db: Queryable, shift: StoredShift): Promise<void> {
  await db.query(
    `UPDATE shift SET state = $2, offered_to = $3, offered_name = $4, ended_at = $5, taken_reason = $6
     WHERE id = $1`,
    [shift.id, shift.state, shift.offeredTo, shift.offeredName, shift.endedAt, shift.takenReason],
  );
}

/** Keeps the report that waits for a signature. */
export async function writeDraft(client: Client, shift: StoredShift, content: ShiftReportContent) {
  await client.query(
    `INSERT INTO shift_report (shift_id, scope, content, prepared_by, prepared_at) VALUES ($1, $2, $3, $4, $5)`,
    [shift.id, shift.scope, JSON.stringify(content), shift.personId, new Date(content.preparedAt)],
  );
}

/** Takes back a report that nobody signed. */
export async function dropDraft(client: Client, shiftId: string): Promise<void> {
  await client.query('DELETE FROM shift_report WHERE shift_id = $1 AND signed_at IS NULL', [shiftId]);
}

/** Puts the signed report in the place of the draft, with its PDF and the PDF's hash. */
export async function writeSigned(
  client: Client,
  shiftId: string,
  { content, pdf, sha256 }: { content: ShiftReportContent; pdf: Buffer; sha256: Buffer },
): Promise<void> {
  const { person, at } = content.signature!;
  await client.query(
    `UPDATE shift_report SET content = $2, signed_by = $3, signed_at = $4, pdf = $5, sha256 = $6
     WHERE shift_id = $1`,
    [shiftId, JSON.stringify(content), person.id, new Date(at), pdf, sha256],
  );
}

/** The report of a shift, signed or not; null where there is none. */
export async function readReport(
  db: Queryable,
  shiftId: string,
): Promise<{ scope: ScopeId; content: ShiftReportContent; sha256: Buffer | null } | null> {
  const { rows } = await db.query<{ scope: ScopeId; content: ShiftReportContent; sha256: Buffer | null }>(
    'SELECT scope, content, sha256 FROM shift_report WHERE shift_id = $1',
    [shiftId],
  );
  return rows[0] ?? null;
}

/** The PDF of a signed report; null where there is none. */
export async function readReportPdf(
  db: Queryable,
  shiftId: string,
): Promise<{ pdf: Buffer; sha256: Buffer; signedAt: Date } | null> {
  const { rows } = await db.query<{ pdf: Buffer; sha256: Buffer; signedAt: Date }>(
    `SELECT pdf, sha256, signed_at AS "signedAt" FROM shift_report WHERE shift_id = $1 AND signed_at IS NOT NULL`,
    [shiftId],
  );
  return rows[0] ?? null;
}

/** Signed reports of a console, the newest first; `after`: those of earlier shifts than this one. */
export async function readReports(
  db: Queryable,
  scope: ScopeId,
  { after, limit }: { after: string | null; limit: number },
): Promise<ShiftReportRow[]> {
  const { rows } = await db.query<
    Pick<ShiftReportRow, 'shiftId' | 'positionId' | 'position' | 'sha256'> & {
      holder: ShiftReportRow['holder'];
      signer: ShiftReportRow['successor'];
      startedAt: Date;
      signedAt: Date;
    }
  >(
    `SELECT r.shift_id AS "shiftId", s.position_id AS "positionId", encode(r.sha256, 'hex') AS sha256,
            r.content -> 'position' AS position, r.content -> 'holder' AS holder,
            r.content -> 'signature' -> 'person' AS signer, s.started_at AS "startedAt", r.signed_at AS "signedAt"
     FROM shift_report r JOIN shift s ON s.id = r.shift_id
     WHERE r.scope = $1 AND r.signed_at IS NOT NULL AND ($2::bigint IS NULL OR r.shift_id < $2)
     ORDER BY r.shift_id DESC LIMIT $3`,
    [scope, after, limit],
  );
  return rows.map(({ signer, startedAt, signedAt, position, ...row }) => ({
    ...row,
    position: position === null ? null : { name: position.name, nameZh: position.nameZh },
    successor: signer,
    startedAt: startedAt.getTime(),
    signedAt: signedAt.getTime(),
  }));
}
