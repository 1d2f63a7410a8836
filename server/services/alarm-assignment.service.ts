import type { z } from 'zod';
import type { AlarmDeedResult, assignBody, PersonRef } from '../../shared/contract/alarms.ts';
import { decideAccess, grantsOf } from '../../shared/domain/access/grant.ts';
import { partsOf, type ScopeId } from '../../shared/domain/access/scope.ts';
import { placeOfAlarm } from '../../shared/domain/alarm/place.ts';
import { assign } from '../../shared/domain/alarm/record.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import { readAssignments, readHolders, readOpenLoans } from '../../shared/platform/stores/access.store.ts';
import { readPerson } from '../../shared/platform/stores/person.store.ts';
import type { Caller } from '../access/caller.ts';
import { RequestError } from '../http/errors.ts';
import type { AlarmDeeds } from './alarm-deeds.service.ts';

/** Gives alarms to people who may acknowledge them. */
export class AlarmAssignment {
  readonly #deps: { pool: Pool; places: PlaceBook; deeds: AlarmDeeds; now: () => Date };

  constructor(deps: { pool: Pool; places: PlaceBook; deeds: AlarmDeeds; now: () => Date }) {
    this.#deps = deps;
  }

  /**
   * Gives alarms to a person, or gives them back. Where somebody else has one since it was seen, it stays theirs; where
   * the person may not acknowledge one, nothing is done and the answer names those.
   */
  async assign(
    caller: Caller,
    { alarms, personId, comment }: z.infer<typeof assignBody>,
  ): Promise<AlarmDeedResult> {
    const to = personId === null ? null : await this.#person(personId);
    const had = new Map(alarms.map(({ id, assignedTo }) => [id, assignedTo]));
    const outOfReach: string[] = [];
    return this.#deps.deeds.do(
      caller,
      'alarms.acknowledge',
      [...had.keys()],
      comment,
      (alarm, doing) => {
        if ((alarm.assignedTo?.id ?? null) !== had.get(alarm.id))
          return { ok: false, reason: 'assigned-since' };
        if (to !== null && !to.may(placeOfAlarm(alarm))) outOfReach.push(alarm.id);
        return assign(alarm, to === null ? null : { id: to.id, name: to.name }, doing);
      },
      () => {
        if (outOfReach.length === 0) return;
        const message = `${to?.name} may not acknowledge ${outOfReach.length} of these alarms; none was assigned`;
        throw new RequestError(400, 'not-assignable', message, { alarms: outOfReach });
      },
    );
  }

  /** The people who may be given the alarms of a place. */
  assignees(scope: ScopeId): Promise<PersonRef[]> {
    const { pool, places } = this.#deps;
    const { level, code } = partsOf(scope);
    const district = level === 'house' ? places.districtOf(code) : undefined;
    const around: ScopeId[] = ['national', scope];
    if (district !== undefined) around.push(`district:${district}`);
    return readHolders(pool, 'alarms.acknowledge', around);
  }

  async #person(id: string): Promise<PersonRef & { may: (scope: ScopeId) => boolean }> {
    const { pool, places, now } = this.#deps;
    const person = await readPerson(pool, id);
    if (person === null || person.disabledAt !== null) {
      throw new RequestError(400, 'unknown-person', 'there is no such person, or the account is disabled');
    }
    const [assignments, loans] = await Promise.all([readAssignments(pool, id), readOpenLoans(pool, id)]);
    const grants = grantsOf(assignments, loans, now());
    const may = (scope: ScopeId) =>
      decideAccess(grants, 'alarms.acknowledge', scope, places.districtOf).allowed;
    return { id, name: person.name, may };
  }
}
