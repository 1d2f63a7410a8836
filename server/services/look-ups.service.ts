import type { ScopeId } from '../../shared/domain/access/scope.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import {
  recordLookUp,
  recordLookUpHourly,
  type LookUpEvent,
} from '../../shared/platform/stores/look-up.store.ts';
import type { Caller } from '../access/caller.ts';

/** Who looks persons up, and from where. */
export interface Looker {
  caller: Caller;
  address: string | undefined;
}

/** One person looked up. */
export interface LookUp {
  trader: string;
  scope: ScopeId;
  via: 'declaration' | 'search' | 'export' | 'trader';
  declarationNo?: string;
}

const HOUR_MS = 3_600_000;

/** Look-ups of machines remembered at once; forgotten ones are asked of the log again. */
const REMEMBERED = 20_000;

/**
 * Writes every look-up of a person into the access log, before anything is shown. A lodging system that reads its
 * declarations back again and again is recorded once an hour for each key and declaration.
 */
export class LookUps {
  readonly #pool: Pool;
  readonly #now: () => number;
  readonly #recorded = new Map<string, number>();

  constructor(deps: { pool: Pool; now: () => number }) {
    this.#pool = deps.pool;
    this.#now = deps.now;
  }

  async record({ caller, address }: Looker, lookUps: readonly LookUp[]): Promise<void> {
    const { identity } = caller;
    for (const { trader, scope, via, declarationNo } of lookUps) {
      const event: LookUpEvent = {
        by: caller.doer,
        action: 'persons.looked-up',
        subject: `trader:${trader}`,
        scope,
        ...(address !== undefined && { address }),
        detail: {
          via,
          ...(declarationNo !== undefined && { declarationNo }),
          ...(identity.kind === 'machine' && { keyId: identity.keyId }),
        },
      };
      if (identity.kind === 'machine') await this.#recordHourly(event);
      else await recordLookUp(this.#pool, event);
    }
  }

  async #recordHourly(event: LookUpEvent): Promise<void> {
    const key = JSON.stringify([event.subject, event.scope, event.detail]);
    const now = this.#now();
    if ((this.#recorded.get(key) ?? -Infinity) > now - HOUR_MS) return;
    await recordLookUpHourly(this.#pool, event);
    this.#recorded.delete(key);
    this.#recorded.set(key, now);
    if (this.#recorded.size > REMEMBERED) this.#recorded.delete(this.#recorded.keys().next().value!);
  }
}
