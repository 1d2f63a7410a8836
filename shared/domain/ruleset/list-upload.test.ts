import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { indexList } from '../targeting/reference-list.ts';
import type { ListEntry } from '../targeting/profile.ts';
import { uploadEntries, type UploadRule } from './list-upload.ts';

const now = '2026-05-01T00:00:00Z';
const past = '2026-01-01T00:00:00Z';
const future = '2026-09-01T00:00:00Z';
const rule = (change: Partial<UploadRule> = {}): UploadRule => ({
  mode: 'add',
  undated: 'now',
  now,
  ...change,
});

describe('rows without dates', () => {
  it('begin now, or have always stood', () => {
    expect(uploadEntries([], [{ value: 'A' }], rule()).entries).toEqual([{ value: 'A', from: now }]);
    expect(uploadEntries([], [{ value: 'A' }], rule({ undated: 'always' })).entries).toEqual([
      { value: 'A' },
    ]);
  });

  it('leave alone what stands already', () => {
    const held = [{ value: 'A', from: past }];
    expect(uploadEntries(held, [{ value: 'A' }], rule())).toEqual({
      entries: held,
      added: 0,
      ended: 0,
      unchanged: 1,
    });
  });

  it('do not wait for what begins later', () => {
    const held = [{ value: 'A', from: future }];
    expect(uploadEntries(held, [{ value: 'A' }], rule()).added).toBe(1);
  });

  it('bring back what has ended', () => {
    const held = [{ value: 'A', to: past }];
    expect(uploadEntries(held, [{ value: 'A' }], rule()).entries).toEqual([
      ...held,
      { value: 'A', from: now },
    ]);
  });
});

test('rows with dates are added as they are, and once', () => {
  const row = { value: 'A', from: past, to: future };
  expect(uploadEntries([], [row, row], rule()).added).toBe(1);
  expect(uploadEntries([row], [row], rule())).toMatchObject({ entries: [row], added: 0 });
});

describe('replacing', () => {
  const replace = rule({ mode: 'replace' });

  it('ends now what the file does not name, and keeps what it said of the past', () => {
    const held = [{ value: 'A' }, { value: 'B', from: past }];
    expect(uploadEntries(held, [{ value: 'B' }], replace)).toEqual({
      entries: [{ value: 'A', to: now }, held[1]],
      added: 0,
      ended: 1,
      unchanged: 1,
    });
  });

  it('takes away what has not begun, and leaves alone what is over', () => {
    const held = [
      { value: 'A', from: future },
      { value: 'B', to: past },
    ];
    expect(uploadEntries(held, [], replace)).toMatchObject({ entries: [held[1]], ended: 1, unchanged: 1 });
  });
});

test('whatever is uploaded to begin now, the list says of the past what it said before', () => {
  const instants = fc.constantFrom(past, '2026-03-01T00:00:00Z', now, future);
  const entries = fc.array(
    fc
      .record({ value: fc.constantFrom('A', 'B', 'C'), from: fc.option(instants), to: fc.option(instants) })
      .map(({ value, from, to }): ListEntry => ({
        value,
        ...(from !== null && { from }),
        ...(to !== null && { to }),
      })),
    { maxLength: 6 },
  );
  const rows = fc.array(fc.record({ value: fc.constantFrom('A', 'B', 'C', 'D') }), { maxLength: 4 });
  fc.assert(
    fc.property(entries, rows, fc.constantFrom('add', 'replace'), (held, uploaded, mode) => {
      const after = uploadEntries(held, uploaded, rule({ mode }));
      const [was, is] = [held, after.entries].map((list) => indexList({ name: 'L', entries: list }));
      for (const at of [Date.parse('2025-01-01'), Date.parse('2026-02-01'), Date.parse(now) - 1]) {
        for (const value of ['A', 'B', 'C', 'D']) expect(is!.holds(value, at)).toBe(was!.holds(value, at));
      }
      for (const { value } of uploaded) expect(is!.holds(value, Date.parse(now))).toBe(true);
    }),
  );
});
