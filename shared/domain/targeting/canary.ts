import type { Declaration } from '../declaration.ts';
import type { Profile } from './profile.ts';

/** Whether a hit of the profile on this declaration is counted and never acted on. */
export function isShadowHit(profile: Profile, declaration: Declaration): boolean {
  if (profile.status === 'shadow') return true;
  const { canary } = profile;
  if (canary === undefined) return false;
  if (canary.houses !== undefined && !canary.houses.includes(declaration.customsHouse)) return true;
  return canary.share !== undefined && !(shareOf(profile.code, declaration.declarationNo) < canary.share);
}

/**
 * Place of a declaration in a profile's canary, uniform in [0, 1): FNV-1a over both codes, finished like MurmurHash3.
 * The same for every version, so that a wider share takes in what a narrower one held.
 */
function shareOf(code: string, declarationNo: string): number {
  let hash = 0x811c9dc5;
  for (const text of [code, '\n', declarationNo]) {
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
