import type { InvitationUse, InvitationView } from '../../shared/contract/session.ts';
import { inTransaction, type Pool, type Queryable } from '../../shared/platform/db/pool.ts';
import {
  recordAccess,
  type AccessEvent,
  type Doer,
} from '../../shared/platform/stores/access-event.store.ts';
import {
  issueLink,
  readOpenLink,
  useLink,
  type LinkPurpose,
} from '../../shared/platform/stores/invitation.store.ts';
import type { Accounts } from '../auth/accounts.ts';
import type { CheckPassword, PasswordFault } from '../auth/password-rules.ts';

/** The link does not work: never issued, used, replaced by a newer one, or too old. */
export class LinkClosedError extends Error {
  override name = 'LinkClosedError';
}

export class PasswordRefusedError extends Error {
  override name = 'PasswordRefusedError';
  readonly fault: PasswordFault;

  constructor(fault: PasswordFault) {
    super(`the password is ${fault}`);
    this.fault = fault;
  }
}

/** Links by which people set their password: the first administrator's, an invitation's, a reset's. */
export interface LinksService {
  /**
   * Issues a link for a person, in a transaction where `db` is one; answers it whole, to be handed over, since nothing
   * but its hash is kept. `event`: what else the access log is to tell of it.
   */
  issue(
    personId: string,
    purpose: LinkPurpose,
    by: Doer,
    options?: { db?: Queryable; event?: Pick<AccessEvent, 'scope' | 'address' | 'detail'> },
  ): Promise<string>;
  view(token: string): Promise<InvitationView>;
  use(token: string, use: InvitationUse): Promise<void>;
}

export function createLinksService(deps: {
  pool: Pool;
  accounts: Accounts;
  checkPassword: CheckPassword;
  /** Lifts what wrong passwords have locked. */
  unlock: (email: string) => Promise<void>;
  publicUrl: string;
}): LinksService {
  const { pool, accounts, checkPassword, unlock, publicUrl } = deps;
  const open = async (token: string) => {
    const link = await readOpenLink(pool, token);
    if (link === null) throw new LinkClosedError('this link has been used, replaced or is too old');
    return link;
  };
  return {
    async issue(personId, purpose, by, { db = pool, event = {} } = {}) {
      const token = await issueLink(db, { personId, purpose, createdBy: by.id ?? by.kind });
      await recordAccess(db, {
        ...event,
        by,
        action: 'link.issued',
        subject: `person:${personId}`,
        detail: { ...event.detail, purpose },
      });
      return linkAddress(publicUrl, token);
    },
    async view(token) {
      const { purpose, name, email, expiresAt } = await open(token);
      return { purpose, name, email, expiresAt: expiresAt.toISOString() };
    },
    async use(token, { password, name, email, locale }) {
      const link = await open(token);
      const changes =
        link.purpose === 'set-up'
          ? {
              ...(name !== undefined && { name }),
              ...(email !== undefined && { email }),
              ...(locale !== undefined && { locale }),
            }
          : {};
      const fault = await checkPassword(password, [changes.name ?? link.name, changes.email ?? link.email]);
      if (fault !== null) throw new PasswordRefusedError(fault);
      // Who comes second waits here and changes nothing. A name or address that is refused must not cost the link.
      await inTransaction(pool, async (client) => {
        if (!(await useLink(client, token))) throw new LinkClosedError('this link has just been used');
        if (Object.keys(changes).length > 0) await accounts.change(link.personId, changes);
        await accounts.setPassword(link.personId, password);
      });
      // Wrong passwords were guesses at the old one; whoever was sent the link has proved more than a password.
      await unlock(changes.email ?? link.email);
      await recordAccess(pool, {
        by: { kind: 'person', id: link.personId, name: changes.name ?? link.name },
        action: 'link.used',
        subject: `person:${link.personId}`,
        detail: { purpose: link.purpose },
      });
    },
  };
}

/** Where a link leads, for people to open. */
export function linkAddress(publicUrl: string, token: string): string {
  return `${publicUrl}/invitation/${token}`;
}
