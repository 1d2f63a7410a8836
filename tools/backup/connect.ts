import pg from 'pg';
import { BackupError } from './format.ts';

/** How values are written and read: so that they come back as they were, whatever the database's defaults are. */
const SESSION = [
  "SET client_encoding = 'UTF8'",
  "SET TimeZone = 'UTC'",
  "SET DateStyle = 'ISO, YMD'",
  "SET IntervalStyle = 'postgres'",
  'SET extra_float_digits = 3',
  "SET bytea_output = 'hex'",
  'SET statement_timeout = 0',
  'SET lock_timeout = 0',
  'SET idle_in_transaction_session_timeout = 0',
  'SET synchronize_seqscans = off',
  // An account that may not see every row gets an error instead of a part of them.
  'SET row_security = off',
];

/** One connection for as long as `work` takes. */
export async function withClient<T>(
  databaseUrl: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'tidewaiter backup',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  // Whoever uses the connection hears of its loss from the query; without a listener the event ends the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw new BackupError(`The database cannot be reached: ${(error as Error).message}`);
  }
  try {
    await client.query(SESSION.join(';'));
    return await work(client);
  } finally {
    await client.end();
  }
}
