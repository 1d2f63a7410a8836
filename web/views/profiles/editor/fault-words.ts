import type { Fault } from '../../../../shared/domain/targeting/fault.ts';
import { m } from '../../../paraglide/messages.js';
import type { Condition } from '../../../../shared/domain/targeting/condition.ts';
import { isPredicate, nodeAt, type NodePath } from './condition-tree.ts';

type Telling = (parts: readonly string[]) => string;

/** Words for every reason that the checks of conditions give. */
const REASON_WORDS: readonly [RegExp, Telling][] = [
  [/^expected at most (\d+) conditions$/, ([count = '']) => m.editor_fault_conditions({ count })],
  [/^expected at most (\d+) levels$/, ([count = '']) => m.editor_fault_levels({ count })],
  [/^expected a condition$/, () => m.editor_fault_condition()],
  [/^expected one of all, any/, () => m.editor_fault_condition()],
  [/^expected a list of conditions$/, () => m.editor_fault_condition_list()],
  [/^expected at least one condition$/, () => m.editor_fault_no_condition()],
  [/^unexpected beside (\w+)$/, ([kind = '']) => m.editor_fault_beside({ kind })],
  [/^item does not nest$/, () => m.editor_fault_nested_item()],
  [/^unknown key$/, () => m.editor_fault_key()],
  [/^unknown field$/, () => m.editor_fault_field()],
  [/^item fields stand only inside item$/, () => m.editor_fault_outside_item()],
  [/^unknown operator$/, () => m.editor_fault_operator()],
  [/^not allowed for /, () => m.editor_fault_operator_of_field()],
  [/^expected no value$/, () => m.editor_fault_value()],
  [/^expected the name of a reference list$/, () => m.editor_fault_list_missing()],
  [/^unknown reference list$/, () => m.editor_fault_list()],
  [/^expected text( that is not empty)?$/, () => m.editor_fault_text()],
  [/^expected a number or an instant$/, () => m.editor_fault_ordered()],
  [/^expected a number$/, () => m.editor_fault_number()],
  [/^expected an RFC 3339 instant/, () => m.editor_fault_instant()],
  [/^expected true or false$/, () => m.editor_fault_boolean()],
  [/^expected text, a number, true or false$/, () => m.editor_fault_any()],
  [/^expected a list of values$/, () => m.editor_fault_values()],
  [/^expected at least one value$/, () => m.editor_fault_values()],
  [/^expected at most (\d+) values$/, ([count = '']) => m.editor_fault_too_many({ count })],
  [/^expected (\d+) digits$/, ([count = '']) => m.editor_fault_digits({ count })],
  [/^expected \[low, high\]$/, () => m.editor_fault_range()],
  [/^expected both ends of the same kind$/, () => m.editor_fault_range_kind()],
  [/^expected low not above high$/, () => m.editor_fault_range_order()],
];

/** A fault's reason in the reader's language; one that is new, as the check has it. */
export function reasonWords(reason: string): string {
  for (const [pattern, tell] of REASON_WORDS) {
    const match = pattern.exec(reason);
    if (match !== null) return tell(match.slice(1));
  }
  return reason;
}

/** A fault at the node it belongs to. */
export interface NodeFault {
  /** Part of the predicate: `field`, `op` or `value`; empty where it is the whole node. */
  part: string;
  text: string;
  /** Nothing wrong, only not said yet. */
  unfinished: boolean;
}

/** Faults of a condition by the path of the node that shows them. */
export function faultsByNode(root: Condition, faults: readonly Fault[]): Map<NodePath, NodeFault[]> {
  const byNode = new Map<NodePath, NodeFault[]>();
  for (const { path, reason } of faults) {
    const at = nodePathOf(root, path);
    const node = nodeAt(root, at);
    const part = /^\w*/.exec(path.slice(at === '' ? 0 : at.length + 1))?.[0] ?? '';
    const unfinished = node !== null && isUnfinished(node, part);
    const text = unfinished && part === 'field' ? m.editor_choose_field() : reasonWords(reason);
    byNode.set(at, [...(byNode.get(at) ?? []), { part, text, unfinished }]);
  }
  return byNode;
}

/** The longest beginning of a fault's path that leads to a node. */
function nodePathOf(root: Condition, path: string): NodePath {
  const steps = path === '' ? [] : path.split('.');
  for (let length = steps.length; length > 0; length--) {
    const at = steps.slice(0, length).join('.');
    if (nodeAt(root, at) !== null) return at;
  }
  return '';
}

function isUnfinished(node: Condition, part: string): boolean {
  if (!isPredicate(node)) return true;
  if (part === 'field') return node.field === '';
  const { value } = node;
  return part === 'value' && (value === undefined || (Array.isArray(value) && value.length === 0));
}
