import type { Role } from '../../domain/access/role.ts';
import type { DistrictOf, ScopeId } from '../../domain/access/scope.ts';
import {
  scopeOfReach,
  scopesAround,
  type DueStep,
  type EscalationTarget,
} from '../../domain/alarm/escalation.ts';
import { recipientsOf, type RecipientNote } from '../../domain/alarm/recipients.ts';
import type { ShiftCalendar } from '../../domain/shift/calendar.ts';
import type { Queryable } from '../db/pool.ts';
import { readRoleHolders, type RoleHolderRow } from '../stores/escalation.store.ts';
import { readPlans } from '../stores/place-plan.store.ts';

/** Whom a step reaches. */
export interface ToldPeople {
  role: Role;
  onDuty: boolean;
  asked: ScopeId;
  found: ScopeId;
  note: RecipientNote;
  people: RoleHolderRow[];
}

/** Who holds what, and who is on duty, as the database says in one transaction. */
export class WhomToTell {
  readonly calendars: ReadonlyMap<ScopeId, ShiftCalendar>;
  readonly #holders: readonly RoleHolderRow[];
  readonly #districtOf: DistrictOf;

  constructor(
    calendars: ReadonlyMap<ScopeId, ShiftCalendar>,
    holders: readonly RoleHolderRow[],
    districtOf: DistrictOf,
  ) {
    this.calendars = calendars;
    this.#holders = holders;
    this.#districtOf = districtOf;
  }

  static async read(db: Queryable, roles: readonly Role[], districtOf: DistrictOf): Promise<WhomToTell> {
    return new WhomToTell(await readPlans(db, 'calendar'), await readRoleHolders(db, roles), districtOf);
  }

  /** The people of a step for an alarm at a place, `now` in ms; null where it goes to webhooks. */
  of(
    { step }: DueStep,
    place: { district: string | null; customsHouse: string | null },
    now: number,
  ): ToldPeople | null {
    const to: EscalationTarget = step.to;
    if ('webhook' in to) return null;
    const around = scopesAround(place);
    const asked = { scope: scopeOfReach(to.scope, around), onDuty: to.onDuty, around };
    const holders = this.#holders.filter(({ role }) => role === to.role);
    const { people, scope, note } = recipientsOf(asked, holders, this.calendars, this.#districtOf, now);
    const byId = new Map(holders.map((holder) => [holder.id, holder]));
    return {
      role: to.role,
      onDuty: to.onDuty,
      asked: asked.scope,
      found: scope,
      note,
      people: people.map((id) => byId.get(id)!),
    };
  }
}
