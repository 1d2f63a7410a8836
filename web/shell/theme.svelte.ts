const STORED_AS = 'tidewaiter-theme';

export const THEMES = ['dark', 'light'] as const;
export type Theme = (typeof THEMES)[number];

let current: Theme = $state('dark');

export function getTheme(): Theme {
  return current;
}

/** Changes the colours for good. */
export function setTheme(theme: Theme): void {
  show(theme);
  try {
    localStorage.setItem(STORED_AS, theme);
  } catch {
    // Then it holds until the page is left.
  }
}

/** Shows what the address asks for, else what was chosen before, else the dark that monitoring rooms have. */
export function startTheme(): void {
  show(chooseTheme(location.search, stored()));
}

export function chooseTheme(search: string, kept: string | null): Theme {
  const asked = new URLSearchParams(search).get('theme') ?? kept;
  return asked === 'light' ? 'light' : 'dark';
}

function show(theme: Theme): void {
  current = theme;
  document.documentElement.dataset['theme'] = theme;
}

function stored(): string | null {
  try {
    return localStorage.getItem(STORED_AS);
  } catch {
    return null;
  }
}
