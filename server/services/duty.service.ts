import type { PersonRef } from '../../shared/contract/alarms.ts';
import type { Announce } from '../../shared/contract/changes.ts';
import type { CalendarView, OnDutyView, PlanSaved, PolicyView } from '../../shared/contract/duty.ts';
import { contains, type ScopeId } from '../../shared/domain/access/scope.ts';
import {
  escalationFaults,
  ON_DUTY_ROLES,
  policyFor,
  type EscalationPolicy,
} from '../../shared/domain/alarm/escalation.ts';
import { peopleOf, shiftsAt, type ShiftCalendar } from '../../shared/domain/shift/calendar.ts';
import { readClock } from '../../shared/platform/db/clock.ts';
import { inTransaction, type Client, type Pool } from '../../shared/platform/db/pool.ts';
import { readAs } from '../../shared/platform/db/read-as.ts';
import { zoneOf } from '../../shared/platform/escalation/named-place.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import { recordAccess, type AccessEvent } from '../../shared/platform/stores/access-event.store.ts';
import { readRoleHolders } from '../../shared/platform/stores/escalation.store.ts';
import { countMails } from '../../shared/platform/stores/mail.store.ts';
import { readNames } from '../../shared/platform/stores/person.store.ts';
import {
  readPlan,
  readPlans,
  writePlan,
  type PlacePlan,
  type PlanKind,
} from '../../shared/platform/stores/place-plan.store.ts';
import type { Caller } from '../access/caller.ts';
import { RequestError } from '../http/errors.ts';
import type { Asker } from './lodging-systems.service.ts';

/** What a place lays down for its alarms: who is on duty when, and what happens when nobody acknowledges one. */
export class DutyService {
  readonly #deps: { pool: Pool; places: PlaceBook; announce: Announce; mailing: boolean };

  constructor(deps: { pool: Pool; places: PlaceBook; announce: Announce; mailing: boolean }) {
    this.#deps = deps;
  }

  async calendar(caller: Caller, scope: ScopeId): Promise<CalendarView> {
    const { pool, places } = this.#deps;
    const { plan, calendars } = await this.#read(caller, async (client) => ({
      plan: await readPlan(client, 'calendar', scope),
      calendars: await readPlans(client, 'calendar'),
    }));
    const people = await this.#named(plan.plan === null ? [] : peopleOf(plan.plan));
    return {
      ...this.#planOf(scope, plan),
      calendar: plan.plan,
      timeZone: zoneOf(places, calendars, scope),
      candidates: candidatesAt(scope, await readRoleHolders(pool, ON_DUTY_ROLES), places),
      people,
    };
  }

  async saveCalendar(
    scope: ScopeId,
    { calendar, revision }: { calendar: ShiftCalendar | null; revision: number },
    asker: Asker,
  ): Promise<PlanSaved> {
    return this.#save('calendar', { scope, plan: calendar, revision }, asker, async (client, before) => {
      const holders = await readRoleHolders(client, ON_DUTY_ROLES);
      const known = new Set(candidatesAt(scope, holders, this.#deps.places).map(({ id }) => id));
      // Who was named before may stay, although they may not acknowledge any more: then others are told instead.
      for (const id of before === null ? [] : peopleOf(before)) known.add(id);
      if (calendar === null || peopleOf(calendar).every((id) => known.has(id))) return;
      throw new RequestError(400, 'cannot-acknowledge', 'a person may not acknowledge alarms at this place');
    });
  }

  async policy(caller: Caller, scope: ScopeId): Promise<PolicyView> {
    const { pool, places, mailing } = this.#deps;
    const { plan, policies } = await this.#read(caller, async (client) => ({
      plan: await readPlan(client, 'policy', scope),
      policies: await readPlans(client, 'policy'),
    }));
    const inForce = policyFor(scopesAroundPlace(scope, places), policies);
    return {
      ...this.#planOf(scope, plan),
      policy: plan.plan,
      inForce: {
        policy: inForce.policy,
        from: policies.has(inForce.scope) ? inForce.scope : 'standard',
      },
      mail: { configured: mailing, ...(await countMails(pool)) },
    };
  }

  async savePolicy(
    scope: ScopeId,
    { policy, revision }: { policy: EscalationPolicy | null; revision: number },
    asker: Asker,
  ): Promise<PlanSaved> {
    const faults = policy === null ? [] : escalationFaults(policy);
    if (faults.length > 0) {
      throw new RequestError(400, 'invalid-escalation', 'the steps cannot be taken as they are', faults);
    }
    return this.#save('policy', { scope, plan: policy, revision }, asker);
  }

  async onDuty(caller: Caller, scope: ScopeId): Promise<OnDutyView> {
    const { plan } = await this.#read(caller, (client) => readPlan(client, 'calendar', scope));
    const now = await readClock(this.#deps.pool);
    const held = plan === null ? [] : shiftsAt(plan, now.getTime());
    const named = new Map(
      (await this.#named(held.flatMap(({ people }) => people))).map((one) => [one.id, one]),
    );
    return {
      scope,
      at: now.toISOString(),
      timeZone: plan?.timeZone ?? null,
      shifts: held.map(({ name, from, to, people }) => ({
        name,
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        people: people.map((id) => named.get(id)!),
      })),
    };
  }

  #read<T>(caller: Caller, work: (client: Client) => Promise<T>): Promise<T> {
    return readAs(this.#deps.pool, caller.scopesWith('shifts.view'), work);
  }

  async #named(ids: readonly string[]): Promise<PersonRef[]> {
    const distinct = [...new Set(ids)];
    const names = await readNames(this.#deps.pool, distinct);
    return distinct.map((id) => ({ id, name: names.get(id) ?? id }));
  }

  #planOf(scope: ScopeId, { revision, changedBy, changedAt }: PlacePlan<PlanKind>) {
    return { scope, revision, changedBy, changedAt: changedAt?.toISOString() ?? null };
  }

  /** Writes a plan with its event; `check` may refuse it, seeing the one before. */
  async #save<K extends PlanKind>(
    kind: K,
    change: { scope: ScopeId; plan: PlacePlan<K>['plan']; revision: number },
    { by, address }: Asker,
    check: (client: Client, before: PlacePlan<K>['plan']) => Promise<void> = async () => undefined,
  ): Promise<PlanSaved> {
    const { scope, plan, revision } = change;
    await inTransaction(this.#deps.pool, async (client) => {
      const before = await readPlan(client, kind, scope);
      await check(client, before.plan);
      const written = await writePlan(client, kind, { ...change, by: by.name ?? '' });
      if (!written) throw new RequestError(409, 'conflict', 'somebody else has changed it since it was read');
      await recordAccess(client, {
        by,
        action: ACTION[kind],
        subject: scope,
        scope,
        ...(address !== undefined && { address }),
        detail: { before: before.plan, after: plan },
      });
    });
    this.#deps.announce([{ subject: 'shifts', scope, keys: [] }]);
    return { revision: revision + 1 };
  }
}

const ACTION: Record<PlanKind, AccessEvent['action']> = {
  policy: 'escalation.changed',
  calendar: 'shift-calendar.changed',
};

/** Those who may acknowledge at a place, each once, by name. */
function candidatesAt(
  scope: ScopeId,
  holders: Awaited<ReturnType<typeof readRoleHolders>>,
  { districtOf }: PlaceBook,
): PersonRef[] {
  const there = holders.filter((holder) => contains(holder.scope, scope, districtOf));
  return [...new Map(there.map(({ id, name }) => [id, { id, name }])).values()];
}

/** The place and those around it, the nearest first. */
function scopesAroundPlace(scope: ScopeId, { districtOf }: PlaceBook): ScopeId[] {
  const district = scope.startsWith('house:') ? districtOf(scope.slice('house:'.length)) : undefined;
  const around: ScopeId[] = district === undefined ? [scope] : [scope, `district:${district}`];
  return scope === 'national' ? around : [...around, 'national'];
}
