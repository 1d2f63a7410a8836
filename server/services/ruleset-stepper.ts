import { scopeOf, type Placed } from '../../shared/domain/ruleset/level.ts';
import type { Stepper } from '../../shared/domain/ruleset/life.ts';
import type { Caller } from '../access/caller.ts';

/** The caller as the rules of a version's life look at them, where a part applies. */
export function stepperOf(caller: Caller, part: Placed): Stepper {
  const scope = scopeOf(part);
  return {
    id: caller.identity.id,
    mayEdit: caller.may('profiles.edit', scope),
    mayApprove: caller.may('profiles.approve', scope),
  };
}
