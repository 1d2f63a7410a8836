import type { Operator } from '../condition.ts';
import type { Reader } from '../facts.ts';
import { parseInstant } from '../instant.ts';
import { arrayOf, ConditionError, isNumber, memberOf, oneOf, refuse, type Test } from './operand.ts';

/** Compiles a comparison of a number fact. */
export function compileNumber(read: Reader<number>, op: Operator, value: unknown): Test {
  switch (op) {
    case 'in':
    case 'notIn': {
      const member = memberOf(arrayOf(value, isNumber));
      const wanted = op === 'in';
      return (f) => {
        const fact = read(f);
        return fact !== undefined && member(fact) === wanted;
      };
    }
    case 'between': {
      const [low, high] = arrayOf(value, isNumber);
      if (low === undefined || high === undefined) throw new ConditionError('value: expected [low, high]');
      return (f) => {
        const fact = read(f);
        return fact !== undefined && fact >= low && fact <= high;
      };
    }
    case 'exists':
      return (f) => read(f) !== undefined;
    case 'missing':
      return (f) => read(f) === undefined;
    default:
      return compare(read, op, oneOf(value, isNumber));
  }
}

function compare(read: Reader<number>, op: Operator, bound: number): Test {
  switch (op) {
    case 'eq':
      return (f) => read(f) === bound;
    case 'ne':
      return (f) => {
        const fact = read(f);
        return fact !== undefined && fact !== bound;
      };
    case 'lt':
      return (f) => {
        const fact = read(f);
        return fact !== undefined && fact < bound;
      };
    case 'lte':
      return (f) => {
        const fact = read(f);
        return fact !== undefined && fact <= bound;
      };
    case 'gt':
      return (f) => {
        const fact = read(f);
        return fact !== undefined && fact > bound;
      };
    case 'gte':
      return (f) => {
        const fact = read(f);
        return fact !== undefined && fact >= bound;
      };
    default:
      return refuse(op);
  }
}

/** An instant operand (one, or an array of them) in ms, so that instants compare as numbers whatever their offsets. */
export function instantsToMs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(instantsToMs);
  if (typeof value !== 'string') return value;
  const at = parseInstant(value);
  if (Number.isNaN(at)) throw new ConditionError('value: expected an instant with offset');
  return at;
}
