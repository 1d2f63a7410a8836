import { expect, test } from 'vitest';
import type { Queryable } from './db/pool.ts';
import { createLog } from './log.ts';
import { PlaceBook } from './place-book.ts';

test('an answer that was overtaken does not forget a house that has come since', async () => {
  const answers: ((codes: string[]) => void)[] = [];
  const query = (sql: string) => {
    if (!sql.includes('customs_house')) return Promise.resolve({ rows: [] });
    const { promise, resolve } = Promise.withResolvers<{ rows: { code: string }[] }>();
    answers.push((codes) => resolve({ rows: codes.map((code) => ({ code })) }));
    return promise;
  };
  const book = new PlaceBook({ query } as unknown as Queryable, createLog('server', 'silent'));
  const slow = book.refresh();
  const quick = book.refresh();
  await Promise.resolve();
  answers[1]!(['1', '2']);
  await quick;
  expect(book.isKnownHouse('2')).toBe(true);
  answers[0]!(['1']);
  await slow;
  expect(book.isKnownHouse('2')).toBe(true);
  const later = book.refresh();
  await Promise.resolve();
  answers[2]!(['3']);
  await later;
  expect(book.isKnownHouse('2')).toBe(false);
  expect(book.house('3')).toEqual({ code: '3' });
});
