import { vi } from 'vitest';
import type { Locale } from '../paraglide/runtime.js';
import { setLocale } from './locale.svelte.ts';

/** What `read` gives a reader of that language. */
export function inLocale<T>(locale: Locale, read: () => T): T {
  vi.stubGlobal('document', { documentElement: {} });
  vi.stubGlobal('location', { href: 'http://host/' });
  try {
    setLocale(locale);
    return read();
  } finally {
    setLocale('en');
    vi.unstubAllGlobals();
  }
}
