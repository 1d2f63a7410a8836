import type { DistrictOf } from '../../shared/domain/access/scope.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { readLodgingSystem } from '../../shared/platform/stores/lodging-system.store.ts';
import type { Auth } from '../auth/auth.ts';
import { AddressLimit } from './address-limit.ts';
import { Caller } from './caller.ts';

/** How long a checked key is taken as checked, ms: revoking one takes no longer to tell. */
const CHECKED_FOR_MS = 5000;

/** Keys remembered at once; a flood of wrong ones pushes out the oldest. */
const REMEMBERED = 10_000;

/** Wrong keys that one address may have checked. Repeating one that is remembered costs nothing and counts for none. */
const WRONG_KEYS = { points: 60, seconds: 60 };

/** A key could not be checked, which says nothing about it. */
export class KeyUncheckedError extends Error {
  override name = 'KeyUncheckedError';
}

interface Check {
  at: number;
  result: Promise<Caller | null>;
  /** It was right when it was last checked. */
  right: boolean;
}

/**
 * The lodging systems behind keys. better-auth keeps, hashes and checks the keys; what it says is remembered for a
 * few seconds, since lodging systems send thousands of requests a second.
 */
export class MachineKeys {
  readonly #checks = new Map<string, Check>();
  readonly #wrong = new AddressLimit(WRONG_KEYS);
  readonly #deps: { auth: Auth; pool: Pool; districtOf: DistrictOf; now: () => number };

  constructor(deps: { auth: Auth; pool: Pool; districtOf: DistrictOf; now: () => number }) {
    this.#deps = deps;
  }

  /**
   * The system of a key; null for one that is unknown, over or revoked, or whose system is disabled. Throws
   * TooManyRequestsError for an address that has had too many wrong keys checked, but never for a key that was right.
   */
  readonly callerOf = async (key: string, address?: string): Promise<Caller | null> => {
    const now = this.#deps.now();
    const known = this.#checks.get(key);
    if (known !== undefined && now - known.at < CHECKED_FOR_MS) return known.result;
    if (known?.right !== true) await this.#wrong.check(address);
    const check: Check = { at: now, result: this.#check(key), right: known?.right ?? false };
    this.#checks.delete(key);
    this.#checks.set(key, check);
    if (this.#checks.size > REMEMBERED) this.#checks.delete(this.#checks.keys().next().value!);
    try {
      const caller = await check.result;
      check.right = caller !== null;
      if (caller === null) await this.#wrong.note(address);
      return caller;
    } catch (error) {
      // What failed says nothing about the key.
      if (this.#checks.get(key) === check) {
        if (check.right) this.#checks.set(key, { ...known!, at: 0 });
        else this.#checks.delete(key);
      }
      throw error;
    }
  };

  async #check(key: string): Promise<Caller | null> {
    const { auth, pool, districtOf } = this.#deps;
    const { valid, error, key: found } = await auth.api.verifyApiKey({ body: { key } });
    // better-auth calls every key invalid that it could not look for; only of those it looked for it tells in words.
    if (!valid && typeof error?.message !== 'string')
      throw new KeyUncheckedError('the key could not be checked');
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
