import type { PartVersionView } from '../../../shared/contract/profiles.ts';

/** The version in force: shadow or active. */
export function inForce<V extends Pick<PartVersionView, 'state'>>(versions: readonly V[]): V | undefined {
  return versions.find(({ state }) => state === 'active' || state === 'shadow');
}

/** The version that is being written or reviewed. */
export function openVersion<V extends Pick<PartVersionView, 'state'>>(versions: readonly V[]): V | undefined {
  return versions.find(({ state }) => state === 'draft' || state === 'in-review');
}

/** The version to show: the one asked for, else what waits for a review, else what is in force, else the newest. */
export function shownVersion<V extends Pick<PartVersionView, 'state' | 'version'>>(
  versions: readonly V[],
  asked: number | null,
): V | undefined {
  return (
    versions.find(({ version }) => version === asked) ??
    versions.find(({ state }) => state === 'in-review') ??
    inForce(versions) ??
    versions[0]
  );
}

/** The version that `version` is best compared with: what is in force, else what was approved last before it. */
export function comparedWith<V extends Pick<PartVersionView, 'state' | 'version' | 'release'>>(
  versions: readonly V[],
  version: number,
): V | undefined {
  const current = inForce(versions);
  if (current !== undefined && current.version < version) return current;
  return versions.find((other) => other.version < version && other.release !== null);
}

/** Number of the version that an address asks for; null where it asks for none. */
export function askedVersion(search: string): number | null {
  const asked = Number(new URLSearchParams(search).get('version') ?? Number.NaN);
  return Number.isSafeInteger(asked) && asked > 0 ? asked : null;
}
