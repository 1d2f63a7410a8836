import type { PersonRef } from '../../contract/alarms.ts';
import type { AttachmentType } from '../../contract/orders.ts';
import type { Client, Queryable } from '../db/pool.ts';
import type { LockedOrder, VersionKey } from './order.store.ts';

export interface NewAttachment {
  /** SHA-256 of the content. */
  sha256: Buffer;
  content: Buffer;
  name: string;
  type: AttachmentType;
  itemNo: number | null;
  by: PersonRef;
}

export async function countAttachments(db: Queryable, key: VersionKey): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM order_attachment WHERE declaration_no = $1 AND version = $2',
    [key.declarationNo, key.version],
  );
  return rows[0]!.count;
}

/**
 * Attaches a content to a locked order, and stores it where it is not stored yet; false where the order has it already.
 * One statement, so that retention, which looks for contents without reference, never sees the one without the other.
 */
export async function addAttachment(
  client: Client,
  order: LockedOrder,
  added: NewAttachment,
): Promise<boolean> {
  const { rows } = await client.query(
    `WITH content AS (
       INSERT INTO attachment_content (sha256, bytes) VALUES ($5, $6)
       -- Locks the content that is there against its removal.
       ON CONFLICT (sha256) DO UPDATE SET sha256 = EXCLUDED.sha256 RETURNING sha256)
     INSERT INTO order_attachment (received_at, declaration_no, version, customs_house, sha256, name, type, size,
       item_no, actor_id, actor_name)
     SELECT $1, $2, $3, $4, sha256, $7, $8, octet_length($6), $9, $10, $11 FROM content
     ON CONFLICT (declaration_no, version, sha256) DO NOTHING RETURNING id`,
    [
      order.receivedAt,
      order.declarationNo,
      order.version,
      order.customsHouse,
      added.sha256,
      added.content,
      added.name,
      added.type,
      added.itemNo,
      added.by.id,
      added.by.name,
    ],
  );
  return rows.length > 0;
}

/** A content with what it is served by; null where the order has no such attachment. Meant to run inside `readAs`. */
export async function readAttachment(
  db: Queryable,
  declarationNo: string,
  id: string,
): Promise<{ name: string; type: AttachmentType; content: Buffer } | null> {
  const { rows } = await db.query<{ name: string; type: AttachmentType; content: Buffer }>(
    `SELECT a.name, a.type, c.bytes AS content FROM order_attachment a JOIN attachment_content c USING (sha256)
     WHERE a.declaration_no = $1 AND a.id = $2`,
    [declarationNo, id],
  );
  return rows[0] ?? null;
}

/** Deletes contents that nothing refers to any more; answers how many. Uploads wait for the short time it takes. */
export async function deleteLooseContents(client: Client): Promise<number> {
  // A snapshot taken under this lock holds every reference there is.
  await client.query('LOCK TABLE attachment_content, order_attachment IN SHARE ROW EXCLUSIVE MODE');
  const { rowCount } = await client.query(
    `DELETE FROM attachment_content c
     WHERE NOT EXISTS (SELECT FROM order_attachment a WHERE a.sha256 = c.sha256)`,
  );
  return rowCount ?? 0;
}
