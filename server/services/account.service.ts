import type { AccountChange, AccountView } from '../../shared/contract/account.ts';
import type { Locale } from '../../shared/contract/session.ts';
import { grantsOf } from '../../shared/domain/access/grant.ts';
import type { ServerConfig } from '../../shared/platform/config.ts';
import { inTransaction, type Pool } from '../../shared/platform/db/pool.ts';
import { readAssignments, readOpenLoans } from '../../shared/platform/stores/access.store.ts';
import { recordAccess, type Doer } from '../../shared/platform/stores/access-event.store.ts';
import { changeAccount, readAccount } from '../../shared/platform/stores/account.store.ts';
import { endOtherSessions, endSession } from '../../shared/platform/stores/session.store.ts';
import { needsSecondFactor } from '../access/second-factor.ts';

/** Who changes their own account, and from where. */
interface Own {
  doer: Doer & { id: string };
  address: string | undefined;
}

/** One's own account: profile and sessions; passwords, second factors and passkeys are better-auth's. */
export class AccountService {
  readonly #pool: Pool;
  readonly #rule: ServerConfig['secondFactor'];

  constructor({ pool, rule }: { pool: Pool; rule: ServerConfig['secondFactor'] }) {
    this.#pool = pool;
    this.#rule = rule;
  }

  async view(personId: string): Promise<Omit<AccountView, 'shared' | 'fresh'>> {
    const [account, assignments, loans] = await Promise.all([
      readAccount(this.#pool, personId),
      readAssignments(this.#pool, personId),
      readOpenLoans(this.#pool, personId),
    ]);
    if (account === null) throw new Error(`the account ${personId} is gone`);
    const { name, email, locale, twoFactorEnabled, password, provider, passkeys } = account;
    const required = needsSecondFactor(this.#rule, grantsOf(assignments, loans, new Date()));
    return {
      name,
      email,
      locale: locale as Locale,
      password,
      provider,
      passkeys,
      secondFactor: { enabled: twoFactorEnabled, required },
    };
  }

  async change(own: Own, change: AccountChange): Promise<void> {
    await inTransaction(this.#pool, async (client) => {
      await changeAccount(client, own.doer.id, change);
      await recordAccess(client, { ...eventOf(own), action: 'account.changed', detail: { ...change } });
    });
  }

  /** Ends a session of one's own; false where there is none with this id. */
  async endSession(own: Own, sessionId: string): Promise<boolean> {
    return inTransaction(this.#pool, async (client) => {
      const ended = await endSession(client, own.doer.id, sessionId);
      if (ended)
        await recordAccess(client, { ...eventOf(own), action: 'session.ended', detail: { sessionId } });
      return ended;
    });
  }

  /** Ends all sessions of one's own but `keptId`. */
  async endOtherSessions(own: Own, keptId: string): Promise<void> {
    await inTransaction(this.#pool, async (client) => {
      const count = await endOtherSessions(client, own.doer.id, keptId);
      if (count > 0)
        await recordAccess(client, { ...eventOf(own), action: 'session.ended', detail: { count } });
    });
  }
}

function eventOf({ doer, address }: Own) {
  return { by: doer, subject: `person:${doer.id}`, ...(address !== undefined && { address }) };
}
