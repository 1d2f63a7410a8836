import { describe, expect, it } from 'vitest';
import { mayShow, readDisplayPage, writeDisplayPage, type DisplayPage } from './page.ts';

const PAGES: [string, DisplayPage][] = [
  ['/board', { scope: 'national', theme: 'dark' }],
  ['/board?theme=light', { scope: 'national', theme: 'light' }],
  ['/board?scope=district:2200', { scope: 'district:2200', theme: 'dark' }],
  ['/board?scope=house:2201&theme=light', { scope: 'house:2201', theme: 'light' }],
];

it.each(PAGES)('writes and reads %s', (text, page) => {
  expect(writeDisplayPage(page)).toBe(text);
  expect(readDisplayPage(text)).toEqual(page);
});

it('reads what says no more than the default', () => {
  expect(readDisplayPage('/board?theme=dark&scope=district%3A2200')).toEqual({
    scope: 'district:2200',
    theme: 'dark',
  });
});

it.each([
  '',
  'board',
  '/',
  '/people',
  '/board/',
  '/board/../people',
  '//elsewhere.example/board',
  '/\\elsewhere.example/board',
  'https://elsewhere.example/board',
  'javascript:alert(1)',
  '/board#x',
  '/board?lang=zh',
  '/board?scope=nowhere',
  '/board?scope=national&scope=house:1',
  '/board?theme=pink',
])('refuses %j', (text) => {
  expect(readDisplayPage(text)).toBeNull();
});

describe('a display of a district', () => {
  const districtOf = (house: string) => (house === '2201' ? '2200' : '3100');
  it.each([
    ['district:2200', true],
    ['house:2201', true],
    ['house:3101', false],
    ['district:3100', false],
    ['national', false],
  ] as const)('shows %s: %s', (scope, allowed) => {
    expect(mayShow('district:2200', { scope, theme: 'dark' }, districtOf)).toBe(allowed);
  });
});
