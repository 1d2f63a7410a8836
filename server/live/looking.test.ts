import { expect, test } from 'vitest';
import type { Looking } from '../../shared/contract/live-message.ts';
import { LOOKING_LAPSES_MS } from '../../shared/contract/live.ts';
import { LookingBook } from './looking.ts';

const districtOf = (house: string) => `${house.slice(0, 2)}00`;
const look = (from: string, alarm: string | null, house = '2201', person = from): Looking => ({
  from,
  person: { id: person, name: person.toUpperCase() },
  alarm: alarm === null ? null : { id: alarm, place: `house:${house}` },
});
const ann = { id: 'ann', name: 'ANN' };
const bo = { id: 'bo', name: 'BO' };

test('who looks is told at the alarm’s place and around it, and nowhere else', () => {
  const book = new LookingBook();
  expect(book.note(look('ann', '1'), 0)).toEqual(new Set(['house:2201']));
  book.note(look('bo', '1'), 0);
  for (const scope of ['house:2201', 'district:2200', 'national'] as const) {
    expect(book.at(scope, districtOf)).toEqual({ 1: [ann, bo] });
  }
  expect(book.at('house:2202', districtOf)).toEqual({});
  expect(book.at('district:5300', districtOf)).toEqual({});
});

test('one looks at one alarm at a time, and a person with two windows counts once', () => {
  const book = new LookingBook();
  book.note(look('ann', '1'), 0);
  expect(book.note(look('ann', '2', '5301'), 0)).toEqual(new Set(['house:2201', 'house:5301']));
  book.note(look('window', '2', '5301', 'ann'), 0);
  expect(book.at('national', districtOf)).toEqual({ 2: [ann] });
  expect(book.note(look('ann', null), 0)).toEqual(new Set(['house:5301']));
  expect(book.at('national', districtOf)).toEqual({ 2: [ann] });
});

test('who does not say so again looks no more', () => {
  const book = new LookingBook();
  book.note(look('ann', '1'), 0);
  book.note(look('bo', '2'), 0);
  expect(book.note(look('ann', '1'), 10_000)).toEqual(new Set());
  expect(book.lapse(LOOKING_LAPSES_MS - 1)).toEqual(new Set());
  expect(book.lapse(LOOKING_LAPSES_MS)).toEqual(new Set(['house:2201']));
  expect(book.at('national', districtOf)).toEqual({ 1: [ann] });
  expect(book.lapse(10_000 + LOOKING_LAPSES_MS)).toEqual(new Set(['house:2201']));
  expect(book.at('national', districtOf)).toEqual({});
});
