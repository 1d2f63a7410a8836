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

/** Compiles a comparison of a text fact. Equality is exact; only `contains` ignores case. */
export function compileText(read: Reader<string>, op: Operator, value: unknown, lists: Lists): Test {
  switch (op) {
    case 'eq': {
      const text = oneOf(value, isText);
      return (f) => read(f) === text;
    }
    case 'ne': {
      const text = oneOf(value, isText);
      return present(read, (fact) => fact !== text);
    }
    case 'in':
      return present(read, memberOf(arrayOf(value, isText)));
    case 'notIn': {
      const member = memberOf(arrayOf(value, isText));
      return present(read, (fact) => !member(fact));
    }
    case 'inList':
    case 'notInList': {
      const list = listOf(value, lists);
      const wanted = op === 'inList';
      return (f) => {
        const fact = read(f);
        return fact !== undefined && list.holds(fact, registeredAtOf(f)) === wanted;
      };
    }
    case 'startsWith':
      return present(read, prefixOf(value));
    case 'contains':
      return present(read, partOf(value));
    case 'exists':
      return (f) => read(f) !== undefined;
    case 'missing':
      return (f) => read(f) === undefined;
    default:
      return refuse(op);
  }
}

function present(read: Reader<string>, holds: (fact: string) => boolean): Test {
  return (f) => {
    const fact = read(f);
    return fact !== undefined && holds(fact);
  };
}
