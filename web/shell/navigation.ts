import { NAV_GROUPS, type NavGroup, type View } from './views.ts';
import type { ViewRight } from './guard.ts';

export type Holds = (right: ViewRight) => boolean;

export interface NavSection {
  group: NavGroup;
  views: View[];
}

/** The views of the navigation that the caller may open, by group and order. */
export function navSections(views: readonly View[], allowed: Holds): NavSection[] {
  const shown = views.filter((view) => view.nav !== undefined && allowed(view.right));
  const sections = NAV_GROUPS.map((group) => ({
    group,
    views: shown
      .filter((view) => view.nav?.group === group)
      .sort((a, b) => (a.nav?.order ?? 0) - (b.nav?.order ?? 0)),
  }));
  return sections.filter((section) => section.views.length > 0);
}

/** Where a caller begins: the first view of the navigation; null where none is allowed. */
export function homeOf(views: readonly View[], allowed: Holds): string | null {
  return navSections(views, allowed)[0]?.views[0]?.path ?? null;
}

/** The views with keys that the caller may go to. */
export function keyedViews(views: readonly View[], allowed: Holds): (View & { key: string })[] {
  return views.filter((view): view is View & { key: NonNullable<View['key']> } => {
    return view.key !== undefined && allowed(view.right);
  });
}
