import type { ReferenceListRow, ReferenceLists } from '../../../../shared/contract/profiles.ts';
import type { Condition } from '../../../../shared/domain/targeting/condition.ts';
import { api } from '../../../shell/api.ts';
import { isPredicate, treeRows } from './condition-tree.ts';
import { arityOf } from './operand.ts';

/** The reference lists in force that the reader sees, as a query. */
export function referenceLists() {
  return {
    queryKey: ['reference-lists'],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      api.get<ReferenceLists>('/api/reference-lists', { signal }),
    select: ({ lists }: ReferenceLists): ReferenceListRow[] =>
      lists.filter(({ state, inForce }) => state === 'active' || inForce !== null),
  };
}

/** The lists that a condition names. */
export function listsNamed(condition: Condition): string[] {
  return treeRows(condition).flatMap(({ node }) =>
    isPredicate(node) && arityOf(node.op) === 'list' && typeof node.value === 'string' ? [node.value] : [],
  );
}
