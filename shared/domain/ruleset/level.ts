import { contains, type DistrictOf, type ScopeId } from '../access/scope.ts';
import type { Condition } from '../targeting/condition.ts';
import type { ProfileLevel } from '../targeting/profile.ts';

/** Where a part of the ruleset applies; `scope` is null or absent for the nation. */
export interface Placed {
  level: ProfileLevel;
  scope?: string | null | undefined;
}

/** The place of a part, as rights name it. */
export function scopeOf({ level, scope }: Placed): ScopeId {
  return level === 'national' ? 'national' : `${level}:${scope ?? ''}`;
}

/**
 * Whether a part may rest on a reference list: one of its own place or of a place around it. A list of a lower level
 * would let that level weaken what stands above it.
 */
export function mayUse(part: Placed, list: Placed, districtOf: DistrictOf): boolean {
  return contains(scopeOf(list), scopeOf(part), districtOf);
}

/** Reference lists that a checked condition names, with the paths of their names. */
export function listsIn(condition: Condition): { path: string; name: string }[] {
  const found: { path: string; name: string }[] = [];
  const visit = (node: Condition, at: string): void => {
    if ('all' in node) node.all.forEach((child, index) => visit(child, `${at}all.${index}.`));
    else if ('any' in node) node.any.forEach((child, index) => visit(child, `${at}any.${index}.`));
    else if ('not' in node) visit(node.not, `${at}not.`);
    else if ('item' in node) visit(node.item, `${at}item.`);
    else if (node.op === 'inList' || node.op === 'notInList') {
      found.push({ path: `${at}value`, name: String(node.value) });
    }
  };
  visit(condition, '');
  return found;
}
