import { expect, test } from 'vitest';
import type { ProfileRow } from '../../../shared/contract/profiles.ts';
import { findProfiles } from './find-profiles.ts';
import { readList, type ListForm } from './list-address.ts';
import { profileRow } from './profile-row.test-kit.ts';

const rows: ProfileRow[] = [
  profileRow({ code: 'VAL-1', title: 'Leather goods below the usual price', titleZh: '皮革制品' }),
  profileRow({
    code: 'ORI-2',
    state: 'in-review',
    mayReview: true,
    level: 'district',
    scope: '2200',
    channel: 'orange',
  }),
  profileRow({ code: 'CAN-3', release: { status: 'active', canary: { share: 0.1 } }, author: 'Li Mei' }),
];

test.each<[Partial<ListForm>, string[]]>([
  [{}, ['VAL-1', 'ORI-2', 'CAN-3']],
  [{ search: 'price leather' }, ['VAL-1']],
  [{ search: '皮革' }, ['VAL-1']],
  [{ search: 'shanghai' }, ['ORI-2']],
  [{ search: 'li mei' }, ['CAN-3']],
  [{ search: ' ' }, ['VAL-1', 'ORI-2', 'CAN-3']],
  [{ state: 'in-review' }, ['ORI-2']],
  [{ level: 'national' }, ['VAL-1', 'CAN-3']],
  [{ channel: 'orange' }, ['ORI-2']],
  [{ canary: true }, ['CAN-3']],
  [{ review: true }, ['ORI-2']],
  [{ canary: true, search: 'leather' }, []],
])('%j finds %j', (asked, found) => {
  const form = { ...readList(''), ...asked };
  const place = ({ scope }: ProfileRow) => (scope === '2200' ? 'Shanghai' : '');
  expect(findProfiles(rows, form, place).map(({ code }) => code)).toEqual(found);
});

test('no retired profile is found among canaries', () => {
  const release = { status: 'active', canary: { share: 0.1 } } as const;
  const retired = profileRow({ code: 'OLD-4', state: 'retired', release });
  const found = findProfiles([...rows, retired], { ...readList(''), canary: true }, () => '');
  expect(found.map(({ code }) => code)).toEqual(['CAN-3']);
});
