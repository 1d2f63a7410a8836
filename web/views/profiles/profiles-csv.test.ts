import { expect, it } from 'vitest';
import { profileRow } from './profile-row.test-kit.ts';
import { profilesCsv } from './profiles-csv.ts';

const lines = (csv: string) => csv.replace('\uFEFF', '').trimEnd().split('\r\n');

it('a file has a line a profile, in the order shown, with the figures as they are', () => {
  const performance = {
    ...profileRow({ code: 'A' }).performance,
    hits: 12,
    hitRate: { value: 0.25, low: 0.1, high: 0.5 },
  };
  const csv = profilesCsv([profileRow({ code: 'B-2', performance }), profileRow({ code: 'A-1' })]);
  expect(csv.startsWith('\uFEFFcode,version,title,')).toBe(true);
  expect(lines(csv).map((line) => line.split(',')[0])).toEqual(['code', 'B-2', 'A-1']);
  expect(lines(csv)[1]).toContain(',12,0,0,0,0,0,0.25,0.1,0.5,,');
});

it.each([
  ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
  ['+1', `'+1`],
  ['wine, red', '"wine, red"'],
  ['two\nlines', '"two\nlines"'],
])('the title %j is written so that a spreadsheet takes it as text', (title, cell) => {
  expect(profilesCsv([profileRow({ code: 'A', title })])).toContain(`A,1,${cell},,national`);
});
