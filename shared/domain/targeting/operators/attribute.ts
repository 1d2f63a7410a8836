import type { Operator } from '../condition.ts';
import type { Reader } from '../facts.ts';
import { parseInstant } from '../instant.ts';
import { compileNumber, instantsToMs } from './number.ts';
import { arrayOf, isText, memberOf, oneOf, refuse, type Lists, type Test } from './operand.ts';
import { compileText } from './text.ts';

type Scalar = string | number | boolean;

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/**
 * Compiles a comparison of a national attribute, whose kind is known only when it is read. A fact of another kind
 * than the operand's is simply something else: positive operators are false on it, negative ones true. Order
 * compares numbers with a number operand and instants with an instant operand.
 */
export function compileAttribute(read: Reader<Scalar>, op: Operator, value: unknown, lists: Lists): Test {
  switch (op) {
    case 'eq': {
      const operand = oneOf(value, isScalar);
      return (f) => read(f) === operand;
    }
    case 'ne': {
      const operand = oneOf(value, isScalar);
      return (f) => {
        const fact = read(f);
        return fact !== undefined && fact !== operand;
      };
    }
    case 'in':
    case 'notIn': {
      const member = memberOf(arrayOf(value, isScalar));
      const wanted = op === 'in';
      return (f) => {
        const fact = read(f);
        return fact !== undefined && member(fact) === wanted;
      };
    }
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
    case 'between':
      return isText(Array.isArray(value) ? value[0] : value)
        ? compileNumber(instantIn(read), op, instantsToMs(value))
        : compileNumber(numberIn(read), op, value);
    case 'inList':
    case 'startsWith':
    case 'contains':
      return compileText(textIn(read), op, value, lists);
    case 'notInList': {
      const inList = compileText(textIn(read), 'inList', value, lists);
      return (f) => read(f) !== undefined && !inList(f);
    }
    case 'exists':
      return (f) => read(f) !== undefined;
    case 'missing':
      return (f) => read(f) === undefined;
    default:
      return refuse(op);
  }
}

function textIn(read: Reader<Scalar>): Reader<string> {
  return (f) => {
    const fact = read(f);
    return typeof fact === 'string' ? fact : undefined;
  };
}

function numberIn(read: Reader<Scalar>): Reader<number> {
  return (f) => {
    const fact = read(f);
    return typeof fact === 'number' ? fact : undefined;
  };
}

function instantIn(read: Reader<Scalar>): Reader<number> {
  return (f) => {
    const fact = read(f);
    if (typeof fact !== 'string') return undefined;
    const at = parseInstant(fact);
    return Number.isNaN(at) ? undefined : at;
  };
}
