import { MAX_WINDOW_DAYS, USUAL_WINDOW_DAYS, type DeclarationFilter } from '../../shared/contract/enquiry.ts';
import { RequestError } from '../http/errors.ts';

const DAY_MS = 86_400_000;

/** Shorter beginnings of a declaration number fit too many declarations. */
const TELLING_PREFIX = 6;

/** The time that a search looks at; `usual` where it named no start and was given the usual one. */
export interface SearchWindow {
  from: Date | undefined;
  to: Date | undefined;
  usual: boolean;
}

/** Bounds the time of searches that no index carries: by channel, by profile, by a short beginning of the number. */
export function searchWindow(filter: DeclarationFilter, now: number): SearchWindow {
  const from = filter.from === undefined ? undefined : new Date(filter.from);
  const to = filter.to === undefined ? undefined : new Date(filter.to);
  if (from !== undefined && to !== undefined && from >= to) {
    throw new RequestError(400, 'empty-window', '`from` must come before `to`');
  }
  const { trader, channel, profile, number } = filter;
  const carried =
    trader !== undefined ||
    (number === undefined ? channel === undefined && profile === undefined : number.length >= TELLING_PREFIX);
  if (carried) return { from, to, usual: false };
  const end = to?.getTime() ?? now;
  if (from === undefined) return { from: new Date(end - USUAL_WINDOW_DAYS * DAY_MS), to, usual: true };
  if (end - from.getTime() > MAX_WINDOW_DAYS * DAY_MS) {
    throw new RequestError(
      400,
      'window-too-wide',
      `a search by channel, profile or a few characters of the number covers at most ${MAX_WINDOW_DAYS} days`,
    );
  }
  return { from, to, usual: false };
}
