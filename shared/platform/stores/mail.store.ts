import type { MailLanguage } from '../../domain/alarm/escalation-mail.ts';
import type { Client, Queryable } from '../db/pool.ts';

/** A mail to one person, to be sent. */
export interface NewMail {
  personId: string;
  toAddress: string;
  toName: string;
  language: MailLanguage;
  subject: string;
  text: string;
}

export interface OpenMail extends NewMail {
  id: string;
  createdAt: Date;
  attempts: number;
}

/** How the mails of the last 30 days stand. */
export interface MailCounts {
  waiting: number;
  failed: number;
}

const OPEN = 'delivered_at IS NULL AND given_up_at IS NULL';

export async function addMails(db: Queryable, mails: readonly NewMail[]): Promise<void> {
  if (mails.length === 0) return;
  await db.query(
    `INSERT INTO mail_delivery (person_id, to_address, to_name, language, subject, text)
     SELECT "personId", "toAddress", "toName", language, subject, text
     FROM jsonb_to_recordset($1::jsonb) AS m ("personId" text, "toAddress" text, "toName" text, language text,
       subject text, text text)`,
    [JSON.stringify(mails)],
  );
}

/** Mails whose time has come, the oldest first. */
export async function dueMails(db: Queryable, limit: number): Promise<{ id: string; attempts: number }[]> {
  const { rows } = await db.query<{ id: string; attempts: number }>(
    `SELECT id, attempts FROM mail_delivery WHERE ${OPEN} AND next_attempt_at <= now()
     ORDER BY next_attempt_at, created_at LIMIT $1`,
    [limit],
  );
  return rows;
}

/** Takes a mail that is due until the transaction ends; null where it is not, or another worker has it. */
export async function claimMail(client: Client, id: string): Promise<OpenMail | null> {
  const { rows } = await client.query<OpenMail>(
    `SELECT id, person_id AS "personId", to_address AS "toAddress", to_name AS "toName", language, subject, text,
       created_at AS "createdAt", attempts
     FROM mail_delivery WHERE id = $1 AND ${OPEN} AND next_attempt_at <= now() FOR UPDATE SKIP LOCKED`,
    [id],
  );
  return rows[0] ?? null;
}

/** Notes how an attempt went. `error`: null where it was taken; `retryInSeconds`: null where none follows. */
export async function noteMailAttempt(
  db: Queryable,
  id: string,
  { error, retryInSeconds }: { error: string | null; retryInSeconds: number | null },
): Promise<void> {
  await db.query(
    `UPDATE mail_delivery SET attempts = attempts + 1, last_attempt_at = clock_timestamp(), last_error = $2,
       delivered_at = CASE WHEN $2::text IS NULL THEN clock_timestamp() END,
       given_up_at = CASE WHEN $2::text IS NOT NULL AND $3::float IS NULL THEN clock_timestamp() END,
       next_attempt_at = clock_timestamp() + make_interval(secs => coalesce($3::float, 0))
     WHERE id = $1`,
    [id, error, retryInSeconds],
  );
}

export async function countMails(db: Queryable): Promise<MailCounts> {
  const { rows } = await db.query<MailCounts>(
    `SELECT count(*) FILTER (WHERE ${OPEN})::int AS waiting,
       count(*) FILTER (WHERE given_up_at IS NOT NULL)::int AS failed
     FROM mail_delivery WHERE created_at > now() - interval '30 days'`,
  );
  return rows[0]!;
}
