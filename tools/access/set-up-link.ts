import { parseArgs } from 'node:util';
import { readServerConfig } from '../../shared/platform/config.ts';
import { createPool } from '../../shared/platform/db/pool.ts';
import { createLog } from '../../shared/platform/log.ts';
import { LINK_HOURS } from '../../shared/platform/stores/invitation.store.ts';
import { readRuntime } from '../provision/runtime-file.ts';
import { breakGlassLink, LinkRefused, setUpLink } from './administrator-link.ts';

const USAGE = `npm run set-up-link                             a new link for the first administrator, while none can sign in
npm run set-up-link -- --email ADDRESS          a link to reset an administrator's password (written into the access log)
npm run set-up-link -- --email ADDRESS --remove-second-factor
                                                and second factor and passkeys are lost too

The database is the one that DATABASE_URL names (with a server's other variables), else that of the system npm start
runs.
`;

function readCommandLine(): { email?: string; removeFactors: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        email: { type: 'string' },
        'remove-second-factor': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      process.stdout.write(USAGE);
      process.exit(0);
    }
    const removeFactors = values['remove-second-factor'];
    if (removeFactors && values.email === undefined) throw new Error('--remove-second-factor needs --email');
    return { removeFactors, ...(values.email !== undefined && { email: values.email }) };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

function findSystem(): { databaseUrl: string; publicUrl: string } {
  const running = readRuntime();
  if ((process.env['DATABASE_URL'] ?? '') === '' && running !== null) {
    return { databaseUrl: running.databaseUrl, publicUrl: process.env['PUBLIC_URL'] ?? running.publicUrl };
  }
  const { databaseUrl, publicUrl, port } = readServerConfig();
  return { databaseUrl, publicUrl: publicUrl ?? `http://localhost:${port}` };
}

const { email, removeFactors } = readCommandLine();
try {
  const { databaseUrl, publicUrl } = findSystem();
  const pool = createPool(databaseUrl, 1, createLog('server', 'silent'));
  try {
    const place = { pool, publicUrl };
    const link = await (email === undefined
      ? setUpLink(place)
      : breakGlassLink(place, { email, removeFactors }));
    const hours = LINK_HOURS[email === undefined ? 'set-up' : 'reset'];
    process.stdout.write(`Works once, for ${hours} h: ${link}\n`);
  } finally {
    await pool.end();
  }
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = error instanceof LinkRefused ? 1 : 2;
}
