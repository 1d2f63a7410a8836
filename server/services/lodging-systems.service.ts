import { randomUUID } from 'node:crypto';
import type {
  IssuedKey,
  KeyRotation,
  LodgingSystemChange,
  LodgingSystemDraft,
  LodgingSystemView,
  MachineRight,
} from '../../shared/contract/lodging-systems.ts';
import { NATIONAL_RIGHTS } from '../../shared/domain/access/role.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import { inTransaction, type Client, type Pool } from '../../shared/platform/db/pool.ts';
import {
  recordAccess,
  type AccessEvent,
  type Doer,
} from '../../shared/platform/stores/access-event.store.ts';
import {
  addLodgingSystem,
  changeLodgingSystem,
  lockLodgingSystem,
  readLodgingSystem,
  readLodgingSystems,
  type LodgingSystem,
} from '../../shared/platform/stores/lodging-system.store.ts';
import type { Keys } from '../auth/keys.ts';

export type LodgingSystemFault = 'name-taken' | 'national-right' | 'unknown-system' | 'unknown-key';

/** What was asked for cannot be done with a lodging system. */
export class LodgingSystemError extends Error {
  override name = 'LodgingSystemError';
  readonly fault: LodgingSystemFault;

  constructor(fault: LodgingSystemFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

/** Who asks, and from where, as the access log has it. */
export interface Asker {
  by: Doer;
  address: string | undefined;
}

/** The life of lodging systems and their keys; every change is in the access log. */
export interface LodgingSystemsService {
  /** The systems for which `shown` holds. */
  list(shown: (scope: ScopeId) => boolean): Promise<LodgingSystemView[]>;
  scopeOf(id: string): Promise<ScopeId | null>;
  add(draft: LodgingSystemDraft, asker: Asker): Promise<IssuedKey>;
  change(id: string, change: LodgingSystemChange, asker: Asker): Promise<void>;
  /** Issues a key at once and lets the others end after the overlap. */
  rotate(id: string, rotation: KeyRotation, asker: Asker): Promise<IssuedKey>;
  revoke(id: string, keyId: string, asker: Asker): Promise<void>;
}

export function createLodgingSystemsService(deps: { pool: Pool; keys: Keys }): LodgingSystemsService {
  const { pool, keys } = deps;

  /** Issues a key and does what goes with it in one transaction; a key whose transaction fails is gone again. */
  const withKey = async (
    systemId: string,
    name: string,
    days: number | null,
    work: (client: Client, key: { id: string; start: string }) => Promise<void>,
  ): Promise<IssuedKey> => {
    const { id, key } = await keys.issue(systemId, name, days);
    try {
      await inTransaction(pool, (client) => work(client, { id, start: key.slice(0, START) }));
    } catch (error) {
      await keys.revoke(pool, systemId, id);
      throw error;
    }
    return { id: systemId, keyId: id, key };
  };
  const record = (
    client: Client,
    system: Pick<LodgingSystem, 'id' | 'scope'>,
    { by, address }: Asker,
    action: AccessEvent['action'],
    detail: Record<string, unknown>,
  ) =>
    recordAccess(client, {
      by,
      action,
      subject: `system:${system.id}`,
      scope: system.scope,
      ...(address !== undefined && { address }),
      detail,
    });
  const locked = async (client: Client, id: string): Promise<LodgingSystem> => {
    const system = await lockLodgingSystem(client, id);
    if (system === null) throw new LodgingSystemError('unknown-system', 'there is no such lodging system');
    return system;
  };

  return {
    async list(shown) {
      const systems = (await readLodgingSystems(pool)).filter(({ scope }) => shown(scope));
      const keysOf = await keys.list(
        pool,
        systems.map(({ id }) => id),
      );
      return systems.map(({ id, name, scope, rights, declarationsPerMinute, createdAt, disabledAt }) => ({
        id,
        name,
        scope,
        rights,
        declarationsPerMinute,
        createdAt: createdAt.toISOString(),
        disabledAt: disabledAt?.toISOString() ?? null,
        keys: keysOf.get(id) ?? [],
      }));
    },

    async scopeOf(id) {
      return (await readLodgingSystem(pool, id))?.scope ?? null;
    },

    add({ days, ...draft }, asker) {
      refuseNational(draft.rights, draft.scope);
      const system = { ...draft, id: randomUUID(), createdBy: asker.by.id ?? asker.by.kind };
      return withKey(system.id, system.name, days, async (client, key) => {
        if (!(await addLodgingSystem(client, system))) throw nameTaken(system.name);
        const { name, rights, declarationsPerMinute } = system;
        await record(client, system, asker, 'system.added', { name, rights, declarationsPerMinute });
        await record(client, system, asker, 'key.issued', { system: name, key: key.start, days });
      });
    },

    change(id, change, asker) {
      return inTransaction(pool, async (client) => {
        const before = await locked(client, id);
        const after = applied(before, change);
        refuseNational(after.rights, after.scope);
        if (!(await changeLodgingSystem(client, after))) throw nameTaken(after.name);
        const changed = differences(before, after);
        if (Object.keys(changed).length === 0) return;
        await record(client, after, asker, 'system.changed', { name: before.name, changed });
      });
    },

    async rotate(id, { days, overlapHours }, asker) {
      const known = await readLodgingSystem(pool, id);
      if (known === null) throw new LodgingSystemError('unknown-system', 'there is no such lodging system');
      return withKey(id, known.name, days, async (client, key) => {
        const system = await locked(client, id);
        const ended = await keys.endOthers(client, id, key.id, overlapHours);
        const detail = { system: system.name, key: key.start, days };
        if (ended === 0) await record(client, system, asker, 'key.issued', detail);
        else await record(client, system, asker, 'key.rotated', { ...detail, overlapHours, ending: ended });
      });
    },

    revoke(id, keyId, asker) {
      return inTransaction(pool, async (client) => {
        const system = await locked(client, id);
        const revoked = await keys.revoke(client, id, keyId);
        if (revoked === null) throw new LodgingSystemError('unknown-key', 'the system has no such key');
        await record(client, system, asker, 'key.revoked', { system: system.name, key: revoked.start });
      });
    },
  };
}

/** Characters of a key that are shown and kept, as better-auth keeps them. */
const START = 6;

function refuseNational(rights: readonly MachineRight[], scope: ScopeId): void {
  if (scope === 'national') return;
  const national = rights.find((right) => NATIONAL_RIGHTS.has(right));
  if (national === undefined) return;
  throw new LodgingSystemError('national-right', `the right "${national}" is given for the nation alone`);
}

function nameTaken(name: string): LodgingSystemError {
  return new LodgingSystemError('name-taken', `another lodging system has the name "${name}"`);
}

function applied(system: LodgingSystem, change: LodgingSystemChange): LodgingSystem {
  const { name, rights, declarationsPerMinute, disabled } = change;
  return {
    ...system,
    ...(name !== undefined && { name }),
    ...(rights !== undefined && { rights }),
    ...(declarationsPerMinute !== undefined && { declarationsPerMinute }),
    ...(disabled !== undefined && { disabledAt: disabled ? (system.disabledAt ?? new Date()) : null }),
  };
}

/** What changed, `[before, after]` by field, as the log has it. */
function differences(before: LodgingSystem, after: LodgingSystem): Record<string, [unknown, unknown]> {
  const seen = ({ name, rights, declarationsPerMinute, disabledAt }: LodgingSystem) => ({
    name,
    rights,
    declarationsPerMinute,
    disabled: disabledAt !== null,
  });
  const [old, now] = [seen(before), seen(after)];
  const fields = Object.keys(old) as (keyof typeof old)[];
  return Object.fromEntries(
    fields
      .filter((field) => JSON.stringify(old[field]) !== JSON.stringify(now[field]))
      .map((field) => [field, [old[field], now[field]]]),
  );
}
