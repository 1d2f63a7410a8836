import type { Caller, Identity } from '../access/caller.ts';
import { RequestError } from './errors.ts';

export type Person = Extract<Identity, { kind: 'person' }>;

/** The person who calls a route that is for persons alone. */
export function personOf(caller: Caller): Person {
  if (caller.identity.kind !== 'person') throw new Error('this route is for persons alone');
  return caller.identity;
}

/** Refuses what would take a shared account away from the others who use it. */
export function refuseShared(person: Person): void {
  if (!person.demonstration) return;
  throw new RequestError(403, 'shared-account', 'others use this account of the demonstration too');
}
