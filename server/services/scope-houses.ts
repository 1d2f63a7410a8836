import { commonScopes } from '../../shared/domain/access/common-scopes.ts';
import type { Right } from '../../shared/domain/access/right.ts';
import { contains, type ScopeId } from '../../shared/domain/access/scope.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import type { Caller } from '../access/caller.ts';
import { RequestError } from '../http/errors.ts';

/** The places that a list shows: those of a right, inside the scope asked for, and the houses in them. */
export interface ShownPlaces {
  scopes: ScopeId[];
  houses: string[];
}

/** Throws for a scope that names no place that is known. */
export function shownPlaces(
  caller: Caller,
  right: Right,
  asked: ScopeId | undefined,
  book: PlaceBook,
): ShownPlaces {
  if (asked !== undefined && !book.isKnownScope(asked)) {
    throw new RequestError(
      400,
      'unknown-place',
      'the scope names no district or customs house that is known',
    );
  }
  const held = caller.scopesWith(right);
  const scopes = asked === undefined ? held : commonScopes(held, [asked], book.districtOf);
  const houses = [...book.places.houses.keys()].filter((code) =>
    scopes.some((scope) => contains(scope, `house:${code}`, book.districtOf)),
  );
  return { scopes, houses };
}
