import type { Component } from 'svelte';
import { createRouter, type RouterApi, type Routes } from 'sv-router';
import { VIEWS, type View } from './views.ts';

declare module 'sv-router' {
  interface RouteMeta {
    /** Of the view: the router wraps what it is given, and views are told apart by identity. */
    path?: View['path'];
  }
}

let router: RouterApi<Routes>;

/** Makes every view's path lead to `outlet`, which looks at `address` for the view to show. Called once. */
export function startRouter(outlet: Component): void {
  const views = VIEWS.map(({ path }) => [path, { '/': outlet, meta: { path } }] as const);
  router = createRouter({ ...Object.fromEntries(views), '/': outlet, '*': outlet } as Routes);
  document.addEventListener('click', leaveToBrowser);
}

/** The address shown; reactive. */
export const address = {
  /** The view it leads to; null at `/` and where there is none. */
  get view(): View | null {
    return VIEWS.find(({ path }) => path === router.route.meta.path) ?? null;
  },
  get pathname(): string {
    return router.route.pathname;
  },
  get params(): Record<string, string | undefined> {
    return router.route.params as Record<string, string | undefined>;
  },
  /** The query with its `?`, as text: codes that look like numbers stay as they are. */
  get search(): string {
    // Read for its signal alone.
    void router.route.search;
    return globalThis.location.search;
  },
  /** Path and query. */
  get href(): string {
    return this.pathname + this.search;
  },
};

/** Goes to an address of this site: path, query and fragment. `replace`: the present one leaves the history. */
export function goTo(href: string, options: { replace?: boolean; keepScroll?: boolean } = {}): void {
  const { pathname, search, hash } = new URL(href, location.origin);
  void router.navigate(pathname as '/', {
    search,
    hash,
    ...(options.replace === true && { replace: true }),
    ...(options.keepScroll === true && { scrollToTop: false }),
  });
}

/** Keeps from the router the clicks that are not its own: those for a new tab, and downloads from the server. */
function leaveToBrowser(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (link === null) return;
  const modified = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0;
  const served = link.getAttribute('href')?.startsWith('/api/') === true;
  if (modified || served || event.defaultPrevented) event.stopPropagation();
}
