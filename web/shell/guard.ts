import type { DisplayView, PersonView } from '../../shared/contract/session.ts';
import type { Right } from '../../shared/domain/access/right.ts';

/** Who may open a view: who holds a right somewhere, every person who is signed in, or everyone. */
export type ViewRight = Right | 'signed-in' | 'open';

export type Entry = { kind: 'show' } | { kind: 'go'; to: string } | { kind: 'no-right' };

const SIGN_IN = '/sign-in';
const DISPLAY = '/display';

/** Where a person sets up what the rules ask for before any right counts. */
const ACCOUNT = '/account';

/**
 * What happens when `caller` opens a view at `address` (path and query). `display`: the browser is enrolled as a wall
 * display, whether or not its session holds.
 */
export function decideEntry(
  right: ViewRight,
  caller: PersonView | DisplayView | null,
  address: string,
  display: boolean,
): Entry {
  if (right === 'open') return { kind: 'show' };
  if (caller === null) return { kind: 'go', to: withNext(display ? DISPLAY : SIGN_IN, address) };
  if (right === 'signed-in') return { kind: caller.kind === 'person' ? 'show' : 'no-right' };
  if (caller.kind === 'person' && caller.lacksSecondFactor) return { kind: 'go', to: ACCOUNT };
  return { kind: (caller.rights[right]?.length ?? 0) > 0 ? 'show' : 'no-right' };
}

/** A page to sign in at, from which the way leads on to `address`. */
export function withNext(path: string, address: string): string {
  return address === '/' ? path : `${path}?next=${encodeURIComponent(address)}`;
}

/** Any site but the real one: addresses that lead away from it do so from the real one too. */
const HERE = 'http://here.invalid';

/** The address to go on to after signing in; only ever one of this site's own pages. */
export function nextAddress(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '/';
  // The browser's own reading counts: `//host`, `/\host` and a tab between the slashes name another site.
  const url = URL.canParse(next, HERE) ? new URL(next, HERE) : null;
  if (url === null || url.origin !== HERE || url.pathname === SIGN_IN) return '/';
  return url.pathname + url.search + url.hash;
}
