import type { PartKind } from '../../../shared/domain/ruleset/part.ts';

/** Where the server keeps a part. */
export function partApi(kind: PartKind, code: string): string {
  if (kind === 'policy') return '/api/parameters';
  return `/api/${kind === 'profile' ? 'profiles' : 'reference-lists'}/${encodeURIComponent(code)}`;
}

/** Where a reader sees a part, or one version of it. */
export function partAddress(kind: PartKind, code: string, version?: number): string {
  const page =
    kind === 'policy'
      ? '/parameters'
      : `/${kind === 'profile' ? 'profiles' : 'lists'}/${encodeURIComponent(code)}`;
  return version === undefined ? page : `${page}?version=${version}`;
}

/** Under this key everything read of a part is kept, and thrown away with each change of it. */
export function partKey(kind: PartKind, code: string): string[] {
  return ['part', kind, code];
}
