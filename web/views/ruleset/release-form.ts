import type { Release } from '../../../shared/domain/ruleset/part.ts';
import type { Canary, Guard } from '../../../shared/domain/targeting/profile.ts';

/** A release as the form holds it: figures as they are typed, shares in per cent; empty text: no limit. */
export interface ReleaseForm {
  status: Release['status'];
  tryOut: boolean;
  houses: string[];
  share: string;
  guarded: boolean;
  hitsPerHour: string;
  extraReds: string;
}

export type ReleaseField = 'tryOut' | 'share' | 'guarded' | 'hitsPerHour' | 'extraReds';

/** The form for a release; one that is still to be chosen begins in shadow, which acts on nothing. */
export function releaseForm(release: Release | null): ReleaseForm {
  const percent = (share: number | undefined) =>
    share === undefined ? '' : String(roundPercent(100 * share));
  return {
    status: release?.status ?? 'shadow',
    tryOut: release?.canary !== undefined,
    houses: release?.canary?.houses ?? [],
    share: percent(release?.canary?.share),
    guarded: release?.guard !== undefined,
    hitsPerHour: release?.guard?.hitsPerHour?.toString() ?? '',
    extraReds: percent(release?.guard?.extraRedsOfCapacity),
  };
}

/** The release that a form asks for, or the fields that are wrong. A profile in shadow acts nowhere: it has neither canary nor guard. */
export function readRelease(form: ReleaseForm): { release: Release } | { faults: ReleaseField[] } {
  if (form.status === 'shadow') return { release: { status: 'shadow' } };
  const faults: ReleaseField[] = [];
  const canary: Canary = {};
  if (form.tryOut) {
    if (form.houses.length > 0) canary.houses = form.houses;
    const share = numberIn(form.share, 0, 100);
    if (share === undefined || share === 0) faults.push('share');
    else if (share !== null) canary.share = roundPercent(share) / 100;
    if (share === null && form.houses.length === 0) faults.push('tryOut');
  }
  const guard: Guard = {};
  if (form.guarded) {
    const hits = numberIn(form.hitsPerHour, 1, 1_000_000_000);
    if (hits === undefined || (hits !== null && !Number.isInteger(hits))) faults.push('hitsPerHour');
    else if (hits !== null) guard.hitsPerHour = hits;
    const reds = numberIn(form.extraReds, 0, 1_000);
    if (reds === undefined || reds === 0) faults.push('extraReds');
    else if (reds !== null) guard.extraRedsOfCapacity = roundPercent(reds) / 100;
    if (hits === null && reds === null) faults.push('guarded');
  }
  if (faults.length > 0) return { faults };
  return {
    release: {
      status: 'active',
      ...(form.tryOut && { canary }),
      ...(form.guarded && { guard }),
    },
  };
}

/** A figure as it is typed; null for none, undefined for what is no number between the ends. */
function numberIn(typed: string, least: number, most: number): number | null | undefined {
  const text = typed.trim();
  if (text === '') return null;
  const value = Number(text.replace(',', '.').replace(/\s*%$/, ''));
  return Number.isFinite(value) && value >= least && value <= most ? value : undefined;
}

/** To a thousandth of a per cent, so that 0.07 is 7 and not 7.000000000000001. */
function roundPercent(percent: number): number {
  return Math.round(percent * 1_000) / 1_000;
}
