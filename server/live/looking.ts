import type { PersonRef } from '../../shared/contract/alarms.ts';
import type { Looking } from '../../shared/contract/live-message.ts';
import { LOOKING_LAPSES_MS } from '../../shared/contract/live.ts';
import type { DistrictOf, ScopeId } from '../../shared/domain/access/scope.ts';
import { scopesAround } from './scopes-around.ts';

/** Who looks at which alarm, over all servers. Instants are this process's own, ms. */
export class LookingBook {
  readonly #looking = new Map<string, { looking: Looking; until: number }>();

  /** Notes that somebody looks, or looks on; answers the places where that is news. */
  note(looking: Looking, now: number): Set<ScopeId> {
    const { from, alarm } = looking;
    const before = this.#looking.get(from)?.looking.alarm ?? null;
    if (alarm === null) this.#looking.delete(from);
    else this.#looking.set(from, { looking, until: now + LOOKING_LAPSES_MS });
    if (before?.id === alarm?.id) return new Set();
    return new Set([before, alarm].flatMap((one) => (one === null ? [] : one.place)));
  }

  /** Forgets who has not said so again in time; answers the places where they looked. */
  lapse(now: number): Set<ScopeId> {
    const places = new Set<ScopeId>();
    for (const [from, { looking, until }] of this.#looking) {
      if (until > now) continue;
      this.#looking.delete(from);
      places.add(looking.alarm!.place);
    }
    return places;
  }

  /** Who looks at which alarm of a scope, by alarm id; a person with several windows once. */
  at(scope: ScopeId, districtOf: DistrictOf): Record<string, PersonRef[]> {
    const people: Record<string, PersonRef[]> = {};
    for (const { looking } of this.#looking.values()) {
      const { alarm, person } = looking;
      if (alarm === null || !scopesAround(alarm.place, districtOf).includes(scope)) continue;
      const known = (people[alarm.id] ??= []);
      if (!known.some(({ id }) => id === person.id)) known.push(person);
    }
    return people;
  }
}
