import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { utcDay } from '../db/partitions.ts';
import type { Queryable } from '../db/pool.ts';

/** The secret salt of a UTC day, made by whoever asks first. */
export async function drawSalt(db: Queryable, instant: Date): Promise<KeyObject> {
  const day = utcDay(instant);
  await db.query('INSERT INTO draw_salt (day, salt) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    day,
    randomBytes(32),
  ]);
  const result = await db.query<{ salt: Buffer }>('SELECT salt FROM draw_salt WHERE day = $1', [day]);
  return createSecretKey(result.rows[0]!.salt);
}
