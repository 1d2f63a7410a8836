import { describe, expect, test } from 'vitest';
import { isAllowedKeys } from './keys.ts';
import { homeOf, keyedViews, navSections } from './navigation.ts';
import { NAV_GROUPS, VIEWS, type View } from './views.ts';

const repeated = (values: readonly unknown[]) => values.filter((value, i) => values.indexOf(value) !== i);

describe('the registry', () => {
  test('leads from each path to one view', () => {
    const shapes = VIEWS.map(({ path }) => path.replaceAll(/:[^/]+/g, ':'));
    expect(repeated(shapes)).toEqual([]);
    expect(shapes.filter((path) => path.startsWith('/api') || path === '/')).toEqual([]);
  });

  test('gives each view its own keys, which nothing else owns', () => {
    const keys = VIEWS.flatMap(({ key }) => key ?? []);
    expect(repeated(keys)).toEqual([]);
    expect(keys.filter((key) => !isAllowedKeys(key))).toEqual([]);
  });

  test('gives each view its own place in the navigation', () => {
    const placed = VIEWS.flatMap(({ nav }) => (nav === undefined ? [] : `${nav.group} ${nav.order}`));
    expect(repeated(placed)).toEqual([]);
  });

  test('shows in the navigation what can be opened without parameters', () => {
    expect(VIEWS.filter((view) => (view.nav ?? view.key) !== undefined && view.path.includes(':'))).toEqual(
      [],
    );
  });

  test.each(VIEWS.map((view) => [view.path, view] as const))('%s has a title and a component', (_, view) => {
    expect(view.title()).not.toBe('');
    expect(String(view.load)).toMatch(/import/);
  });
});

describe('the navigation', () => {
  const view = (
    path: View['path'],
    right: View['right'],
    nav?: Omit<NonNullable<View['nav']>, 'icon'>,
  ): View => ({
    ...VIEWS[0]!,
    path,
    right,
    key: `g ${path[1]!}`,
    ...(nav !== undefined && { nav: { ...nav, icon: VIEWS[0]!.nav!.icon } }),
  });
  const { nav: _, ...hidden } = view('/hidden', 'open');
  const views = [
    view('/keys', 'keys.manage', { group: 'system', order: 20 }),
    view('/places', 'places.view', { group: 'system', order: 10 }),
    view('/board', 'board.view', { group: 'monitoring', order: 10 }),
    hidden,
  ];

  test('shows what is allowed, by group and order', () => {
    const sections = navSections(views, () => true);
    expect(sections.map(({ group, views: shown }) => [group, ...shown.map(({ path }) => path)])).toEqual([
      ['monitoring', '/board'],
      ['system', '/places', '/keys'],
    ]);
    expect(sections.map(({ group }) => NAV_GROUPS.indexOf(group))).toEqual([0, 4]);
  });

  test('leaves out groups without anything to open', () => {
    expect(navSections(views, (right) => right === 'keys.manage').map(({ group }) => group)).toEqual([
      'system',
    ]);
  });

  test('begins where the caller may begin', () => {
    expect(homeOf(views, () => true)).toBe('/board');
    expect(homeOf(views, (right) => right === 'keys.manage')).toBe('/keys');
    expect(homeOf(views, () => false)).toBeNull();
  });

  test('has keys for what is allowed alone', () => {
    expect(keyedViews(views, (right) => right === 'board.view').map(({ key }) => key)).toEqual(['g b']);
  });
});
