import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { reloadForMissingFile, reloadForVersion, reloadIfServed, VERSION } from './version.ts';

const reload = vi.fn();
const kept = new Map<string, string>();
const answerWith = (answer: () => Promise<Response>) => vi.stubGlobal('fetch', answer);
const served = () => Promise.resolve(new Response());
const silent = () => Promise.reject(new TypeError('Failed to fetch'));

beforeEach(() => {
  reload.mockReset();
  kept.clear();
  vi.stubGlobal('location', { href: 'http://host/board', reload });
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a page', () => {
  test('of the version that is served stays', () => {
    expect(reloadForVersion(VERSION)).toBe(false);
    expect(reload).not.toHaveBeenCalled();
  });

  test('of another version is loaded anew, once a version', () => {
    expect([reloadForVersion('9.0'), reloadForVersion('9.0'), reloadForVersion('9.1')]).toEqual([
      true,
      false,
      true,
    ]);
    expect(reload).toHaveBeenCalledTimes(2);
  });

  test('of another version stays where a browser keeps nothing', () => {
    vi.stubGlobal('sessionStorage', undefined);
    expect(reloadForVersion('9.0')).toBe(false);
  });

  test('that lacks a file is loaded anew, once', async () => {
    answerWith(served);
    await reloadForMissingFile();
    await reloadForMissingFile();
    expect(reload).toHaveBeenCalledOnce();
  });

  test('stays while the server cannot be reached, and is loaded anew after that', async () => {
    answerWith(silent);
    await reloadForMissingFile();
    await reloadIfServed();
    expect(reload).not.toHaveBeenCalled();
    answerWith(served);
    await reloadForMissingFile();
    expect(reload).toHaveBeenCalledOnce();
  });
});
