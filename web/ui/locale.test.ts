import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { m } from '../paraglide/messages.js';
import { chooseLocale, getLocale, setLocale, startLocale } from './locale.svelte.ts';

test.each<[string, string | null, string[], string]>([
  ['', null, [], 'en'],
  ['', null, ['fr-FR', 'de'], 'en'],
  ['', null, ['fr-FR', 'zh-CN', 'en'], 'zh'],
  ['', null, ['ZH-Hant-TW'], 'zh'],
  ['', 'zh', ['en-GB'], 'zh'],
  ['', 'tlh', ['en-GB', 'zh'], 'en'],
  ['?theme=light&lang=en', 'zh', ['zh-CN'], 'en'],
  ['?lang=zh', 'en', ['en'], 'zh'],
  ['?lang=xx', 'zh', ['en'], 'zh'],
])('%j, kept %j, browser %j: %s', (search, kept, languages, locale) => {
  expect(chooseLocale(search, kept, languages)).toBe(locale);
});

describe('the language shown', () => {
  const html = { lang: '' };
  const kept = new Map<string, string>();
  const address = vi.fn();

  beforeEach(() => {
    vi.stubGlobal('document', { documentElement: html });
    vi.stubGlobal('location', { href: 'http://h/board?lang=zh&theme=light', search: '?lang=zh&theme=light' });
    vi.stubGlobal('history', { state: null, replaceState: address });
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    });
  });

  afterEach(() => {
    vi.unstubAllGlobals();
  });

  test('is what the address asks for, then what the reader chooses', () => {
    startLocale();
    expect([getLocale(), html.lang, m.board_hits_title()]).toEqual(['zh', 'zh-Hans', '最新命中']);
    expect(kept.size).toBe(0);

    setLocale('en');
    expect([getLocale(), html.lang, m.board_hits_title()]).toEqual(['en', 'en', 'Latest hits']);
    expect([...kept.values()]).toEqual(['en']);
    expect(String(address.mock.lastCall?.[2])).toBe('http://h/board?lang=en&theme=light');
  });

  test('holds without a place to keep it', () => {
    const refuse = () => {
      throw new Error('denied');
    };
    vi.stubGlobal('localStorage', { getItem: refuse, setItem: refuse });
    setLocale('zh');
    expect(getLocale()).toBe('zh');
    vi.stubGlobal('location', { search: '' });
    vi.stubGlobal('navigator', { languages: ['en-GB'] });
    startLocale();
    expect(getLocale()).toBe('en');
  });
});

test.each([
  [1, '1 district', '1个关区'],
  [2, '2 districts', '2个关区'],
])('%i is told by the plural of its language', (count, en, zh) => {
  expect(m.board_districts({ count }, { locale: 'en' })).toBe(en);
  expect(m.board_districts({ count }, { locale: 'zh' })).toBe(zh);
});
