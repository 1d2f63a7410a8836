import type { DistrictOf } from '../../shared/domain/access/scope.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { readLodgingSystem } from '../../shared/platform/stores/lodging-system.store.ts';
import type { Auth } from '../auth/auth.ts';
import { Caller } from './caller.ts';

/** How long a checked key is taken as checked, ms: revoking one takes no longer to tell. */
const CHECKED_FOR_MS = 5000;

/** Keys remembered at once; a flood of wrong ones pushes out the oldest. */
const REMEMBERED = 10_000;

/**
 * The lodging systems behind keys. better-auth keeps, hashes and checks the keys; what it says is remembered for a
 * few seconds, since lodging systems send thousands of requests a second.
 */
export class MachineKeys {
  readonly #checks = new Map<string, { at: number; result: Promise<Caller | null> }>();
  readonly #deps: { auth: Auth; pool: Pool; districtOf: DistrictOf; now: () => number };

  constructor(deps: { auth: Auth; pool: Pool; districtOf: DistrictOf; now: () => number }) {
    this.#deps = deps;
  }

  readonly callerOf = (key: string): Promise<Caller | null> => {
    const now = this.#deps.now();
    const known = this.#checks.get(key);
    if (known !== undefined && now - known.at < CHECKED_FOR_MS) return known.result;
    const result = this.#check(key);
    this.#checks.delete(key);
    this.#checks.set(key, { at: now, result });
    if (this.#checks.size > REMEMBERED) this.#checks.delete(this.#checks.keys().next().value!);
    // What failed says nothing about the key.
    result.catch(() => this.#checks.delete(key));
    return result;
  };

  async #check(key: string): Promise<Caller | null> {
    const { auth, pool, districtOf } = this.#deps;
    const { valid, key: found } = await auth.api.verifyApiKey({ body: { key } });
    if (!valid || found === null) return null;
    const system = await readLodgingSystem(pool, found.referenceId);
    if (system === null || system.disabledAt !== null) return null;
    return new Caller(
      {
        kind: 'machine',
        id: system.id,
        name: system.name,
        keyId: found.id,
        declarationsPerMinute: system.declarationsPerMinute,
      },
      [{ rights: system.rights, scope: system.scope }],
      districtOf,
    );
  }
}
