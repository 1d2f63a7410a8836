import {
  decideAdministration,
  enclosing,
  type Account,
  type Administration,
  type Administrator,
  type Circumstances,
} from '../../shared/domain/access/administration.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import { inTransaction, type Client, type Pool, type Queryable } from '../../shared/platform/db/pool.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import { recordAccess, type AccessEvent } from '../../shared/platform/stores/access-event.store.ts';
import {
  readAssignments,
  readOpenLoans,
  type StoredAssignment,
} from '../../shared/platform/stores/access.store.ts';
import {
  countOtherAdministrators,
  lockPeople,
  readPerson,
  type StoredPerson,
} from '../../shared/platform/stores/person.store.ts';
import type { Caller } from '../access/caller.ts';
import { AdministrationRefusedError } from './administration-refused.ts';

/** Who asks for something, and from where. */
export interface Asker {
  caller: Caller;
  address: string | undefined;
}

/** An account with all that the rules look at. */
export interface Subject {
  person: StoredPerson;
  assignments: StoredAssignment[];
  account: Account;
  around: Circumstances;
}

/** One change of people, in its transaction: changes follow one another, so that none rests on what is no more. */
export interface Change {
  client: Client;
  /** The account named; refused as out of sight where there is none. */
  subject(id: string): Promise<Subject>;
  /** Throws what the rules say against it. */
  demand(wanted: Administration, around: Circumstances): void;
  /** Writes it into the access log; `places` are those it concerns. */
  record(event: Omit<AccessEvent, 'by' | 'address' | 'scope'>, places: readonly ScopeId[]): Promise<void>;
}

/** Reads accounts for the rules of administration, and changes them under these rules. */
export class AdministrationDesk {
  readonly #deps: { pool: Pool; places: PlaceBook; demonstration: boolean };

  constructor(deps: { pool: Pool; places: PlaceBook; demonstration: boolean }) {
    this.#deps = deps;
  }

  /** Circumstances of what concerns no account that is there. */
  get around(): Circumstances {
    const { places, demonstration } = this.#deps;
    return {
      districtOf: places.districtOf,
      isKnownScope: (scope) => places.isKnownScope(scope),
      demonstration,
      otherAdministrators: 0,
    };
  }

  /** The account with this id, whoever asks; null where there is none. */
  async find(db: Queryable, id: string): Promise<Subject | null> {
    // Postgres knows no text with NUL.
    const person = id.includes('\0') ? null : await readPerson(db, id);
    if (person === null) return null;
    const { demonstration } = this.#deps;
    const [assignments, loans, otherAdministrators] = [
      await readAssignments(db, id),
      await readOpenLoans(db, id),
      await countOtherAdministrators(db, id, { demonstration }),
    ];
    const account: Account = {
      id,
      assignments,
      lentAt: loans.map(({ scope }) => scope),
      demonstration: person.demonstration,
      disabled: person.disabledAt !== null,
      canSignIn: person.canSignIn,
    };
    return { person, assignments, account, around: { ...this.around, otherAdministrators } };
  }

  async change<T>({ caller, address }: Asker, work: (change: Change) => Promise<T>): Promise<T> {
    const by = administratorOf(caller);
    return inTransaction(this.#deps.pool, async (client) => {
      await lockPeople(client);
      return work({
        client,
        subject: async (id) => {
          const subject = await this.find(client, id);
          if (subject === null) throw new AdministrationRefusedError('out-of-sight');
          return subject;
        },
        demand: (wanted, around) => {
          const decision = decideAdministration(by, wanted, around);
          if (!decision.allowed) throw new AdministrationRefusedError(decision.reason);
        },
        record: async (event, places) => {
          await recordAccess(client, {
            ...event,
            by: caller.doer,
            scope: enclosing(places, this.#deps.places.districtOf),
            ...(address !== undefined && { address }),
          });
        },
      });
    });
  }
}

export function administratorOf(caller: Caller): Administrator {
  return { id: caller.identity.id, scopes: caller.scopesWith('people.manage') };
}
