import { assignmentsBeyond, type AccountAct } from '../../shared/domain/access/administration.ts';
import type { Assignment } from '../../shared/domain/access/grant.ts';
import type {
  AssignmentsChange,
  IssuedLink,
  PersonChange,
  PersonInvitation,
} from '../../shared/contract/people.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import type { AccessEvent } from '../../shared/platform/stores/access-event.store.ts';
import { replaceAssignments } from '../../shared/platform/stores/access.store.ts';
import type { LinkPurpose } from '../../shared/platform/stores/invitation.store.ts';
import {
  deletePerson,
  disablePerson,
  enablePerson,
  endSessions,
  readSecurity,
  removeSecondFactor,
} from '../../shared/platform/stores/person.store.ts';
import type { Accounts } from '../auth/accounts.ts';
import type { AdministrationDesk, Asker, Change, Subject } from './administration.ts';
import { AssignmentsChangedError } from './administration-refused.ts';
import type { LinksService } from './links.service.ts';

/** Changes of people and their roles, each under the rules of administration and told to the access log. */
export interface PeopleService {
  /** Adds an account with its roles; the link lets the person set a password. */
  invite(asker: Asker, invitation: PersonInvitation): Promise<IssuedLink>;
  change(asker: Asker, id: string, changes: PersonChange): Promise<void>;
  assign(asker: Asker, id: string, change: AssignmentsChange): Promise<void>;
  issueLink(asker: Asker, id: string, purpose: 'invitation' | 'reset'): Promise<IssuedLink>;
  /** Ends the account's use and its sessions at once. */
  disable(asker: Asker, id: string): Promise<void>;
  enable(asker: Asker, id: string): Promise<void>;
  endSessions(asker: Asker, id: string): Promise<void>;
  /** For who has lost the phone: a password is enough until a new second factor is set up. */
  removeSecondFactor(asker: Asker, id: string): Promise<void>;
}

export function createPeopleService(deps: {
  pool: Pool;
  desk: AdministrationDesk;
  accounts: Accounts;
  links: LinksService;
}): PeopleService {
  const { pool, desk, accounts, links } = deps;

  /** Does something to an account as a whole, and tells the log what `work` answers; null where nothing changed. */
  const act = (
    asker: Asker,
    id: string,
    name: AccountAct,
    action: AccessEvent['action'],
    work: (change: Change, subject: Subject) => Promise<Record<string, unknown> | null>,
  ) =>
    desk.change(asker, async (change) => {
      const subject = await change.subject(id);
      change.demand({ kind: 'act', act: name, account: subject.account }, subject.around);
      const detail = await work(change, subject);
      if (detail === null) return;
      await change.record({ action, subject: `person:${id}`, detail }, placesOf(subject.assignments));
    });

  const issue = async (
    { caller, address }: Asker,
    { client }: Change,
    id: string,
    purpose: LinkPurpose,
  ): Promise<IssuedLink> => {
    const event = address === undefined ? {} : { address };
    const link = await links.issue(id, purpose, caller.doer, { db: client, event });
    const { link: issued } = await readSecurity(client, id);
    return { id, link, expiresAt: issued!.expiresAt.toISOString() };
  };

  return {
    invite: (asker, invitation) => {
      let added: string | null = null;
      return desk
        .change(asker, async (change) => {
          const assignments = distinct(invitation.assignments);
          change.demand({ kind: 'invite', assignments }, desk.around);
          const { name, email, locale } = invitation;
          const id = await accounts.add({ name, email, locale });
          added = id;
          await replaceAssignments(change.client, id, assignments, asker.caller.identity.id);
          const subject = `person:${id}`;
          await change.record(
            { action: 'person.invited', subject, detail: { name, email } },
            placesOf(assignments),
          );
          if (assignments.length > 0) {
            const detail = { given: assignments, taken: [] };
            await change.record({ action: 'rights.assigned', subject, detail }, placesOf(assignments));
          }
          return issue(asker, change, id, 'invitation');
        })
        .catch(async (error: unknown) => {
          // Accounts are added past the transaction; one without its roles would be in the way of the next try.
          if (added !== null) await deletePerson(pool, added);
          throw error;
        });
    },

    change: (asker, id, changes) =>
      act(asker, id, 'change-details', 'person.changed', async (_change, { person }) => {
        const detail = differences(person, changes);
        if (Object.keys(detail).length === 0) return null;
        const { name, email, locale } = changes;
        await accounts.change(id, {
          ...(name !== undefined && { name }),
          ...(email !== undefined && { email }),
          ...(locale !== undefined && { locale }),
        });
        return detail;
      }),

    assign: (asker, id, { assignments, instead }) =>
      desk.change(asker, async (change) => {
        const { account, around } = await change.subject(id);
        const wanted = distinct(assignments);
        change.demand({ kind: 'assign', account, assignments: wanted }, around);
        const held = account.assignments;
        if (instead !== undefined && !sameRoles(instead, held)) throw new AssignmentsChangedError();
        const given = assignmentsBeyond(held, wanted);
        const taken = assignmentsBeyond(wanted, held).map(({ role, scope }) => ({ role, scope }));
        if (given.length + taken.length === 0) return;
        await replaceAssignments(change.client, id, wanted, asker.caller.identity.id);
        const event = {
          action: 'rights.assigned',
          subject: `person:${id}`,
          detail: { given, taken },
        } as const;
        await change.record(event, placesOf([...held, ...given]));
      }),

    issueLink: (asker, id, purpose) =>
      desk.change(asker, async (change) => {
        const { account, around } = await change.subject(id);
        const name = purpose === 'invitation' ? 'invite-again' : 'reset-password';
        change.demand({ kind: 'act', act: name, account }, around);
        return issue(asker, change, id, purpose);
      }),

    disable: (asker, id) =>
      act(asker, id, 'disable', 'person.disabled', async ({ client }) =>
        (await disablePerson(client, id)) ? {} : null,
      ),

    enable: (asker, id) =>
      act(asker, id, 'enable', 'person.enabled', async ({ client }) =>
        (await enablePerson(client, id)) ? {} : null,
      ),

    endSessions: (asker, id) =>
      act(asker, id, 'end-sessions', 'session.ended', async ({ client }) => {
        const sessions = await endSessions(client, id);
        return sessions === 0 ? null : { sessions };
      }),

    removeSecondFactor: (asker, id) =>
      act(asker, id, 'remove-second-factor', 'second-factor.changed', async ({ client }) => {
        const removed = await removeSecondFactor(client, id);
        return removed.secondFactor || removed.passkeys > 0 ? { removed } : null;
      }),
  };
}

function placesOf(assignments: readonly Assignment[]) {
  return assignments.map(({ scope }) => scope);
}

function distinct(assignments: readonly Assignment[]): Assignment[] {
  return [...new Map(assignments.map((one) => [`${one.role} ${one.scope}`, one])).values()];
}

function sameRoles(a: readonly Assignment[], b: readonly Assignment[]): boolean {
  return assignmentsBeyond(a, b).length === 0 && assignmentsBeyond(b, a).length === 0;
}

/** What a change changes, as the access log tells it. */
function differences(person: Subject['person'], changes: PersonChange): Record<string, unknown> {
  const email = changes.email?.toLowerCase();
  const after = { ...changes, ...(email !== undefined && { email }) };
  return Object.fromEntries(
    (['name', 'email', 'locale'] as const)
      .filter((field) => after[field] !== undefined && after[field] !== person[field])
      .map((field) => [field, { from: person[field], to: after[field] }]),
  );
}
