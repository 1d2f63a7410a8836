import type { DistrictOf } from '../../shared/domain/access/scope.ts';
import { contains } from '../../shared/domain/access/scope.ts';
import { statesCapacity } from '../../shared/domain/channel/regulator.ts';
import { listsIn, mayUse, scopeOf, type Placed } from '../../shared/domain/ruleset/level.ts';
import type { PartIdentity, PartKind, ProfileContent, Release } from '../../shared/domain/ruleset/part.ts';
import {
  checkListContent,
  checkPolicyContent,
  checkProfileContent,
  checkRelease,
} from '../../shared/domain/targeting/check-content.ts';
import type { Condition } from '../../shared/domain/targeting/condition.ts';
import type { Fault } from '../../shared/domain/targeting/fault.ts';
import type { Policy } from '../../shared/domain/targeting/profile.ts';
import type { RulesetFault } from '../../shared/contract/profiles.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import { RequestError } from '../http/errors.ts';

/** What is wrong with the content of a part, against the reference lists there are and where they belong. */
export function contentFaults(
  part: Pick<PartIdentity, 'kind' | 'level' | 'scope'>,
  content: unknown,
  lists: ReadonlyMap<string, Placed>,
  districtOf: DistrictOf,
): Fault[] {
  if (part.kind === 'list') return checkListContent(content);
  // What belongs to another place is not told apart from what does not exist.
  const near = new Map(
    [...lists].filter(([, list]) => mayUse(part, list, districtOf) || isBelow(part, list, districtOf)),
  );
  const names = new Set(near.keys());
  const faults =
    part.kind === 'profile' ? checkProfileContent(content, names) : checkPolicyContent(content, names);
  if (faults.length > 0) return faults;
  return conditionsOf(part.kind, content).flatMap(({ path, when }) =>
    listsIn(when)
      .filter(({ name }) => !mayUse(part, near.get(name)!, districtOf))
      .map((named) => ({
        path: `${path}.${named.path}`,
        reason: 'the reference list belongs to a lower level',
      })),
  );
}

function isBelow(part: Placed, list: Placed, districtOf: DistrictOf): boolean {
  return contains(scopeOf(part), scopeOf(list), districtOf);
}

/** The conditions of checked content, with the paths that lead to them. */
function conditionsOf(kind: PartKind, content: unknown): { path: string; when: Condition }[] {
  if (kind === 'profile') return [{ path: 'when', when: (content as ProfileContent).when }];
  const { strata = [], dated = [] } = content as Policy;
  return [
    ...strata.map(({ when }, index) => ({ path: `strata.${index}.when`, when })),
    ...dated.flatMap((change, at) =>
      (change.strata ?? []).map(({ when }, index) => ({ path: `dated.${at}.strata.${index}.when`, when })),
    ),
  ];
}

/**
 * What is wrong with a release: its canary's houses must be known, and lie where the profile applies; a guard by share of
 * capacity needs a house that states any, for without one it would never be passed.
 */
export function releaseFaults(
  part: Placed,
  release: unknown,
  { districtOf, places: { houses } }: Pick<PlaceBook, 'districtOf' | 'places'>,
): Fault[] {
  const faults = checkRelease(release);
  if (faults.length > 0) return faults;
  const { canary, guard } = release as Release;
  const applies = (house: string) => contains(scopeOf(part), `house:${house}`, districtOf);
  const misplaced = (canary?.houses ?? []).flatMap((house, index) => {
    const path = `canary.houses.${index}`;
    if (!houses.has(house)) return [{ path, reason: 'unknown customs house' }];
    return applies(house) ? [] : [{ path, reason: 'the profile does not apply at this customs house' }];
  });
  if (misplaced.length > 0 || guard?.extraRedsOfCapacity === undefined) return misplaced;
  const reached = canary?.houses ?? [...houses.keys()].filter(applies);
  return reached.some((house) => statesCapacity(houses.get(house)!))
    ? []
    : [
        {
          path: 'guard.extraRedsOfCapacity',
          reason:
            'none of its customs houses states how many inspections it can do, so it would never be passed',
        },
      ];
}

/** Refuses what has faults, naming them with their paths. */
export function refuseFaults(faults: readonly Fault[], what: 'content' | 'release' | 'file'): void {
  if (faults.length === 0) return;
  const details: RulesetFault[] = faults.map(({ path, reason }) => ({ path, message: reason }));
  const found = `${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`;
  throw new RequestError(
    422,
    `faulty-${what}`,
    `the ${what} has ${found}, so nothing was changed: ${faults[0]!.path || 'the whole'}: ${faults[0]!.reason}`,
    details,
  );
}
