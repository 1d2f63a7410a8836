import { onDestroy } from 'svelte';
import type { AlarmRow } from '../../../shared/contract/alarms.ts';
import { m } from '../../paraglide/messages.js';
import { alarmTitle, priorityName } from '../../ui/alarm-words.ts';
import { formatCount } from '../../ui/format.ts';
import { announcementOf, ANNOUNCE_GAP_MS } from './announce.ts';
import { placeNames } from './console-words.ts';

/** Puts alarms that call into words, for those who do not see them come: many at a time as one sentence. */
export class Announcer {
  /** What is to be read out. */
  said = $state('');
  #unsaid: AlarmRow[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** To be made while a component is: it lives as long. */
  constructor() {
    onDestroy(() => clearTimeout(this.#timer));
  }

  take(calls: readonly AlarmRow[]): void {
    if (calls.length === 0) return;
    this.#unsaid.push(...calls);
    this.#timer ??= setTimeout(() => this.#say(), this.said === '' ? 0 : ANNOUNCE_GAP_MS);
  }

  #say(): void {
    this.#timer = undefined;
    const news = announcementOf(this.#unsaid);
    const count = this.#unsaid.length;
    this.#unsaid = [];
    if (news === null) return;
    const { alarm, counts } = news;
    const title = alarmTitle(alarm);
    this.said =
      count === 1
        ? m.alarms_say_one({ priority: priorityName(alarm.priority), title, place: placeNames(alarm).name })
        : m.alarms_say_many({
            count: formatCount(count),
            critical: formatCount(counts.critical),
            high: formatCount(counts.high),
            title,
          });
  }
}
