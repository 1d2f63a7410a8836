import type { Profile, ProfileLevel } from '../../../shared/domain/targeting/profile.ts';
import type { ScopeId } from '../../../shared/domain/access/scope.ts';
import { m } from '../../paraglide/messages.js';
import { scopeName } from '../../shell/scope-name.ts';
import { CHANNEL_WORDS, type Word } from '../../ui/words.ts';

/** What a profile instructs. */
export const INSTRUCTION_WORDS: Record<Profile['channel'], Word> = {
  red: CHANNEL_WORDS.red.name,
  orange: CHANNEL_WORDS.orange.name,
  none: m.profiles_channel_none,
};

export const LEVEL_WORDS: Record<ProfileLevel, Word> = {
  national: m.profiles_level_national,
  district: m.profiles_level_district,
  house: m.profiles_level_house,
};

/** Where a part applies, as a scope. */
export function scopeOf({ level, scope }: { level: ProfileLevel; scope: string | null }): ScopeId {
  return level === 'national' ? 'national' : `${level}:${scope ?? ''}`;
}

/** Where a part applies, by the place's name. */
export function placeOf(part: { level: ProfileLevel; scope: string | null }): string {
  return part.level === 'national' ? LEVEL_WORDS.national() : scopeName(scopeOf(part));
}
