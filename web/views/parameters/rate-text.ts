import { m } from '../../paraglide/messages.js';
import { exactNumber } from '../profiles/editor/condition-words.ts';

/** A rate in per cent to its last digit: a draw at 0.25 % is not one at 0.3 %. */
export function rateText(rate: number): string {
  return m.common_share({ percent: exactNumber(Math.round(rate * 1e8) / 1e6) });
}
