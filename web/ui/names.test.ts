import { expect, test } from 'vitest';
import { inLocale } from './locale.test-kit.ts';
import { placeName, profileTitle } from './names.ts';

test.each([
  [() => placeName({ name: 'Shanghai', nameZh: '上海海关' }), 'Shanghai', '上海海关'],
  [() => placeName({ name: 'X99', nameZh: '' }), 'X99', 'X99'],
  [() => profileTitle({ title: 'Solid waste', titleZh: '固体废物' }), 'Solid waste', '固体废物'],
  [() => profileTitle({ title: 'Our own' }), 'Our own', 'Our own'],
])('%s', (name, en, zh) => {
  expect([name(), inLocale('zh', name)]).toEqual([en, zh]);
});
