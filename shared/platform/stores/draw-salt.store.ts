import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { utcDay } from '../db/partitions.ts';
import type { Queryable } from '../db/pool.ts';

/** The secret of a UTC day's draws, and what may be published of it: its SHA-256, in hex. */
export interface DrawSalt {
  day: string;
  key: KeyObject;
  commitment: string;
}

/** The secret salt of a UTC day, made by whoever asks first. */
export async function drawSalt(db: Queryable, instant: Date): Promise<DrawSalt> {
  const day = utcDay(instant);
  await db.query('INSERT INTO draw_salt (day, salt) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    day,
    randomBytes(32),
  ]);
  const { rows } = await db.query<{ salt: Buffer; commitment: string }>(
    `SELECT salt, encode(commitment, 'hex') AS commitment FROM draw_salt WHERE day = $1`,
    [day],
  );
  const { salt, commitment } = rows[0]!;
  return { day, key: createSecretKey(salt), commitment };
}
