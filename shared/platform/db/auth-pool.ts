import pg from 'pg';
import type { Logger } from '../log.ts';
import { guardPool, type Pool } from './pool.ts';

/** Connections whose names without a schema mean the schema `auth`, for better-auth and the limiter of sign-ins. */
export function createAuthPool(databaseUrl: string, log: Logger): Pool {
  return guardPool(
    new pg.Pool({
      connectionString: databaseUrl,
      max: 4,
      application_name: 'tidewaiter sign-in',
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
      idle_in_transaction_session_timeout: 60_000,
      options: '-c search_path=auth',
    }),
    log,
  );
}
