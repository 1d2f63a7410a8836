import type { ProfileRow } from '../../../shared/contract/profiles.ts';
import { holdsWords } from '../../ui/kit/combobox.ts';
import type { ListForm } from './list-address.ts';

/** The profiles that fit what is asked for; `placeOf` has a place's name, by which they are found too. */
export function findProfiles(
  profiles: readonly ProfileRow[],
  form: Omit<ListForm, 'sorting'>,
  placeOf: (row: ProfileRow) => string,
): ProfileRow[] {
  return profiles.filter((row) => {
    if (form.state !== '' && row.state !== form.state) return false;
    if (form.level !== '' && row.level !== form.level) return false;
    if (form.channel !== '' && row.channel !== form.channel) return false;
    // A version that was a canary to its end is none any more.
    if (form.canary && (row.release?.canary === undefined || row.state === 'retired')) return false;
    if (form.review && !row.mayReview) return false;
    const text = `${row.code} ${row.title} ${row.titleZh ?? ''} ${row.author} ${placeOf(row)}`;
    return form.search.trim() === '' || holdsWords(text, form.search);
  });
}
