import type { Channel } from '../../shared/domain/channel/channel.ts';
import type { AlarmPriority } from '../../shared/domain/targeting/profile.ts';
import type { Freshness, FreshnessReason } from '../live/freshness.ts';
import { m } from '../paraglide/messages.js';

/** Told when it is called, in the language the reader sees then. */
export type Word = () => string;

export const CHANNEL_WORDS: Record<Channel, { letter: Word; name: Word; meaning: Word }> = {
  red: {
    letter: m.common_channel_red_letter,
    name: m.common_channel_red,
    meaning: m.common_channel_red_meaning,
  },
  orange: {
    letter: m.common_channel_orange_letter,
    name: m.common_channel_orange,
    meaning: m.common_channel_orange_meaning,
  },
  green: {
    letter: m.common_channel_green_letter,
    name: m.common_channel_green,
    meaning: m.common_channel_green_meaning,
  },
};

export const PRIORITY_WORDS: Record<AlarmPriority, Word> = {
  critical: m.common_priority_critical,
  high: m.common_priority_high,
  medium: m.common_priority_medium,
  low: m.common_priority_low,
};

export const FRESHNESS_WORDS: Record<Freshness, Word> = {
  fresh: m.common_fresh,
  stale: m.common_stale,
  unknown: m.common_unknown,
};

export const REASON_WORDS: Record<FreshnessReason, Word> = {
  live: m.common_reason_live,
  starting: m.common_reason_starting,
  disconnected: m.common_reason_disconnected,
  silent: m.common_reason_silent,
  'heartbeat-late': m.common_reason_heartbeat_late,
  'heartbeat-missing': m.common_reason_heartbeat_missing,
};
