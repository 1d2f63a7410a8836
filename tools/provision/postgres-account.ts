import { spawnSync } from 'node:child_process';
import { ProvisionError } from './progress.ts';

/** The system account that Postgres runs under; it refuses to run as root. */
export interface Account {
  uid: number;
  gid: number;
}

function idOf(name: string): Account | null {
  const read = (flag: string) => {
    const run = spawnSync('id', [flag, name], { encoding: 'utf8' });
    return run.status === 0 ? Number(run.stdout) : Number.NaN;
  };
  const [uid, gid] = [read('-u'), read('-g')];
  return Number.isInteger(uid) && Number.isInteger(gid) ? { uid, gid } : null;
}

/** As root: the account `postgres`, made where it is missing. As anyone else: null, our own account serves. */
export function postgresAccount(): Account | null {
  if (process.getuid?.() !== 0) return null;
  const there = idOf('postgres');
  if (there !== null) return there;
  spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', 'postgres']);
  const made = idOf('postgres');
  if (made !== null) return made;
  throw new ProvisionError(
    'Postgres does not run as root, and no account `postgres` is there or could be made (useradd). Make one, ' +
      'run this as an ordinary user, or set DATABASE_URL to a Postgres server that runs already.',
  );
}
