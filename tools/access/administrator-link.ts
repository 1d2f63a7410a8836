import { linkAddress } from '../../server/services/links.service.ts';
import { inTransaction, type Client, type Pool } from '../../shared/platform/db/pool.ts';
import { recordAccess, SYSTEM } from '../../shared/platform/stores/access-event.store.ts';
import { issueLink, type LinkPurpose } from '../../shared/platform/stores/invitation.store.ts';
import {
  lockPeople,
  readAdministrators,
  removeSecondFactor,
  type StoredPerson,
} from '../../shared/platform/stores/person.store.ts';

/** No link is to be had; the message says why and what to do instead. */
export class LinkRefused extends Error {
  override name = 'LinkRefused';
}

interface Place {
  pool: Pool;
  /** Address that people open. */
  publicUrl: string;
}

/** A new set-up link in place of the one printed at the first start, as long as no administrator can sign in. */
export function setUpLink({ pool, publicUrl }: Place): Promise<string> {
  return inTransaction(pool, async (client) => {
    await lockPeople(client);
    const administrators = await readAdministrators(client);
    if (administrators.some(({ canSignIn }) => canSignIn)) {
      throw new LinkRefused(
        'The first administrator has been set up. Administrators invite others under People; one who has lost ' +
          'access gets a link with: npm run set-up-link -- --email ADDRESS',
      );
    }
    const first = administrators.find(({ disabledAt }) => disabledAt === null);
    if (first === undefined) {
      throw new LinkRefused(
        'There is no administrator yet: a server that runs no demonstration makes one when it starts, and prints the link.',
      );
    }
    return issue(client, publicUrl, first, 'set-up');
  });
}

/**
 * A reset link for an administrator of the nation who has lost access, where nobody is left to issue one.
 * `removeFactors`: second factor and passkeys are lost too, and are taken off the account.
 */
export function breakGlassLink(
  { pool, publicUrl }: Place,
  { email, removeFactors }: { email: string; removeFactors: boolean },
): Promise<string> {
  return inTransaction(pool, async (client) => {
    await lockPeople(client);
    const address = email.trim().toLowerCase();
    const person = (await readAdministrators(client)).find((one) => one.email === address);
    if (person === undefined)
      throw new LinkRefused(`No administrator of the nation has the address "${address}".`);
    if (person.disabledAt !== null) throw new LinkRefused(`The account "${address}" is disabled.`);
    if (removeFactors) {
      const removed = await removeSecondFactor(client, person.id);
      await note(client, person, 'second-factor.changed', { removed });
    }
    return issue(client, publicUrl, person, 'reset');
  });
}

async function issue(
  client: Client,
  publicUrl: string,
  person: StoredPerson,
  purpose: LinkPurpose,
): Promise<string> {
  const token = await issueLink(client, { personId: person.id, purpose, createdBy: 'system' });
  await note(client, person, 'link.issued', { purpose });
  return linkAddress(publicUrl, token);
}

/** Whoever runs a tool at the server has no account: the log says where it came from instead. */
async function note(
  client: Client,
  { id }: StoredPerson,
  action: 'link.issued' | 'second-factor.changed',
  detail: Record<string, unknown>,
): Promise<void> {
  await recordAccess(client, {
    by: SYSTEM,
    action,
    subject: `person:${id}`,
    scope: 'national',
    detail: { ...detail, from: 'command line' },
  });
}
