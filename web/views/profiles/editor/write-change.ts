import { formatCount } from '../../../ui/format.ts';

/** A difference of counts with its sign: `+12`, `−3`, `0`. */
export function writeChange(difference: number): string {
  if (difference === 0) return '0';
  return `${difference > 0 ? '+' : '−'}${formatCount(Math.abs(difference))}`;
}
