import type { Operator } from '../condition.ts';
import { registeredAtOf, type Reader } from '../facts.ts';
import {
  arrayOf,
  isText,
  listOf,
  memberOf,
  oneOf,
  partOf,
  prefixOf,
  refuse,
  type Lists,
  type Test,
} from './operand.ts';

/**
 * Compiles a comparison of a list of text: a positive operator holds when one entry satisfies it, a negative one
 * (`ne`, `notIn`, `notInList`) when no entry is what it names. An empty list is an absent fact.
 */
export function compileTextList(
  read: Reader<readonly string[]>,
  op: Operator,
  value: unknown,
  lists: Lists,
): Test {
  switch (op) {
    case 'eq':
      return some(read, memberOf([oneOf(value, isText)]));
    case 'ne':
      return none(read, memberOf([oneOf(value, isText)]));
    case 'in':
      return some(read, memberOf(arrayOf(value, isText)));
    case 'notIn':
      return none(read, memberOf(arrayOf(value, isText)));
    case 'inList':
    case 'notInList': {
      const list = listOf(value, lists);
      const wanted = op === 'inList';
      return (f) => {
        const fact = read(f);
        if (fact === undefined) return false;
        const at = registeredAtOf(f);
        return fact.some((entry) => list.holds(entry, at)) === wanted;
      };
    }
    case 'startsWith':
      return some(read, prefixOf(value));
    case 'contains':
      return some(read, partOf(value));
    case 'exists':
      return (f) => read(f) !== undefined;
    case 'missing':
      return (f) => read(f) === undefined;
    default:
      return refuse(op);
  }
}

function some(read: Reader<readonly string[]>, holds: (entry: string) => boolean): Test {
  return (f) => read(f)?.some(holds) ?? false;
}

function none(read: Reader<readonly string[]>, holds: (entry: string) => boolean): Test {
  return (f) => {
    const fact = read(f);
    return fact !== undefined && !fact.some(holds);
  };
}
