import { expect, test } from 'vitest';
import { Drafts, type DraftStorage } from './draft.ts';
import { emptyFinding } from './finding-form.ts';
import { newDiscrepancy, newSeizure } from './prefill.ts';

const DAY = 86_400_000;

function memory(): DraftStorage & { held: Map<string, string> } {
  const held = new Map<string, string>();
  return {
    held,
    get length() {
      return held.size;
    },
    key: (i) => [...held.keys()][i] ?? null,
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, value) => void held.set(key, value),
    removeItem: (key) => void held.delete(key),
  };
}

const filled = {
  ...emptyFinding('partial'),
  discrepancies: [{ ...newDiscrepancy(1, '2'), found: '3', seizure: newSeizure('', null) }],
};

test('a draft comes back as it was, to who wrote it and for its order alone', () => {
  const storage = memory();
  const drafts = new Drafts(storage, 'wang');
  expect(drafts.keep('2026/IN-1/2', { savedAt: 5, form: filled })).toBe(true);
  expect(new Drafts(storage, 'wang').read('2026/IN-1/2')).toEqual({ savedAt: 5, form: filled });
  expect(drafts.read('2026/IN-1/1')).toBeNull();
  expect(new Drafts(storage, 'li').read('2026/IN-1/2')).toBeNull();
  drafts.drop('2026/IN-1/2');
  expect(drafts.read('2026/IN-1/2')).toBeNull();
});

test.each(['no JSON', '{"savedAt":1}', JSON.stringify({ savedAt: 1, form: { ...filled, extent: 'half' } })])(
  'what cannot be read is none: %s',
  (text) => {
    const storage = memory();
    storage.setItem('tidewaiter-finding:wang:1/1', text);
    const drafts = new Drafts(storage, 'wang');
    expect(drafts.read('1/1')).toBeNull();
    drafts.dropOld(0);
    expect(storage.held.size).toBe(0);
  },
);

test('what was left behind is dropped after a month, and nothing else', () => {
  const storage = memory();
  storage.setItem('tidewaiter-locale', 'zh');
  const drafts = new Drafts(storage, 'wang');
  drafts.keep('old/1', { savedAt: 0, form: filled });
  drafts.keep('new/1', { savedAt: 2 * DAY, form: filled });
  new Drafts(storage, 'li').dropOld(31 * DAY);
  expect([...storage.held.keys()]).toEqual(['tidewaiter-locale', 'tidewaiter-finding:wang:new/1']);
});

test('storage that refuses keeps nothing, and says so', () => {
  const refuse = () => {
    throw new DOMException('denied', 'SecurityError');
  };
  const storage = {
    ...memory(),
    getItem: refuse,
    setItem: refuse,
    removeItem: refuse,
    key: refuse,
    length: 1,
  };
  const drafts = new Drafts(storage, 'wang');
  expect(drafts.keep('1/1', { savedAt: 0, form: filled })).toBe(false);
  expect(drafts.read('1/1')).toBeNull();
  drafts.drop('1/1');
  drafts.dropOld(1);
});
