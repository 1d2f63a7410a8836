import type { LoanRequest, LoanView } from '../../shared/contract/loans.ts';
import {
  addLoan,
  endLoan,
  readLoan,
  stateOfLoan,
  type NamedLoan,
} from '../../shared/platform/stores/loan.store.ts';
import type { AdministrationDesk, Asker } from './administration.ts';

/** Mutual assistance: rights lent across districts for a stated time. What was lent stays as the record. */
export interface LoansService {
  lend(asker: Asker, request: LoanRequest): Promise<LoanView>;
  /** Ends a loan now, or before it begins; null where there is none. One that is over stays as it is. */
  end(asker: Asker, id: string): Promise<LoanView | null>;
}

export function createLoansService(deps: { desk: AdministrationDesk; now: () => Date }): LoansService {
  const { desk } = deps;
  return {
    lend: (asker, { personId, rights, scope, from, until, reason }) =>
      desk.change(asker, async ({ client, subject, demand, record }) => {
        const now = deps.now();
        // The record must not tell of a time when nothing was lent.
        const begins = new Date(Math.max(new Date(from).getTime(), now.getTime()));
        const terms = { rights: [...new Set(rights)], scope, from: begins, until: new Date(until) };
        const { account, around } = await subject(personId);
        demand({ kind: 'lend', account, terms, now }, around);
        const lentBy = asker.caller.identity.id;
        const id = await addLoan(client, { ...terms, personId, reason, lentBy });
        const loan = (await readLoan(client, id))!;
        await record({ action: 'rights.lent', subject: `person:${personId}`, detail: detailOf(loan) }, [
          scope,
        ]);
        return loanView(loan, now);
      }),

    end: (asker, id) =>
      desk.change(asker, async ({ client, record }) => {
        const now = deps.now();
        if (id.includes('\0') || (await readLoan(client, id)) === null) return null;
        const ended = await endLoan(client, id, asker.caller.identity.id, now);
        const loan = (await readLoan(client, id))!;
        if (ended) {
          const event = { action: 'rights.returned', subject: `person:${loan.person.id}` } as const;
          await record({ ...event, detail: detailOf(loan) }, [loan.scope]);
        }
        return loanView(loan, now);
      }),
  };
}

export function loanView(loan: NamedLoan, now: Date): LoanView {
  const { id, person, rights, scope, reason, lentBy, endedBy } = loan;
  return {
    id,
    person,
    rights,
    scope,
    from: loan.from.toISOString(),
    until: loan.until.toISOString(),
    reason,
    state: stateOfLoan(loan, now),
    lentBy,
    lentAt: loan.lentAt.toISOString(),
    endedAt: loan.endedAt?.toISOString() ?? null,
    endedBy,
  };
}

function detailOf({ id, rights, from, until, reason }: NamedLoan): Record<string, unknown> {
  return { loan: id, rights, from, until, reason };
}
