import { expect, test } from 'vitest';
import type { ProfileContent } from '../../../../shared/domain/ruleset/part.ts';
import { blankContent, contentOf, formFaults, formOf, type ProfileForm } from './profile-form.ts';

const when = { field: 'carrier', op: 'exists' } as const;
const whole: ProfileContent = {
  title: 'Cheap phones',
  titleZh: '低价手机',
  validFrom: '2026-01-01T00:00:00+08:00',
  validTo: '2027-01-01T00:00:00+08:00',
  when,
  channel: 'red',
  mandatory: true,
  score: 62.5,
  alarm: 'high',
  guidance: { en: 'Open every box.', zh: '逐箱查验。' },
};
const least: ProfileContent = { title: 'x', when, channel: 'none', mandatory: false, score: 0 };

test.each([[whole], [least]])('what is shown of %j is saved as it was', (content) => {
  expect(contentOf(formOf(content), when)).toEqual(content);
});

test.each<[Partial<ProfileForm>, (keyof ProfileForm)[]]>([
  [{}, []],
  [{ title: '  ' }, ['title']],
  [{ score: '' }, ['score']],
  [{ score: '100.1' }, ['score']],
  [{ score: '-1' }, ['score']],
  [{ score: '1e2' }, ['score']],
  [{ validFrom: 'tomorrow' }, ['validFrom']],
  [{ validFrom: '2027-01-01T00:00:00Z' }, ['validTo']],
  [{ validFrom: '', validTo: '2020-01-01T00:00:00Z' }, []],
])('with %j, at fault are %j', (changes, fields) => {
  expect(formFaults({ ...formOf(whole), ...changes }).map(({ field }) => field)).toEqual(fields);
});

test('a new profile asks for a title and does nothing to a declaration', () => {
  const { channel, mandatory } = blankContent();
  expect([channel, mandatory]).toEqual(['none', false]);
  expect(formFaults(formOf(blankContent())).map(({ field }) => field)).toEqual(['title']);
});
