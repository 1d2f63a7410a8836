import { UNASSIGNED_DISTRICT } from '../../../shared/contract/places.ts';
import { places, type District } from '../../shell/places.svelte.ts';
import { session } from '../../shell/session.svelte.ts';

/** The districts into which the caller may put houses; `own` is one where a house lies already. */
export function editableDistricts(own?: string): District[] {
  return [...places.districts.values()].filter(({ code }) => {
    if (code === own) return true;
    return code !== UNASSIGNED_DISTRICT && session.may('places.edit', `district:${code}`);
  });
}
