import type { AlarmRow } from '../../../shared/contract/alarms.ts';
import type { AlarmPriority } from '../../../shared/domain/targeting/profile.ts';
import { dueTone, heard, SILENT, TONE_GAP_MS, type SoundState } from './sound.ts';

const STORED_AS = 'tidewaiter-alarm-sound';

/** What the box needs of the browser's sound. */
export interface Player {
  /** Whether a tone would be heard now. */
  ready: () => boolean;
  /** Asks the browser for sound; it may want a click or a key first. */
  wake: () => Promise<void>;
  play: (priority: AlarmPriority) => void;
  close: () => void;
}

/** Sounds new calls, and says whether it can. */
export class SoundBox {
  muted = $state(stored() === 'off');
  /** The browser lets no sound out until the page is clicked. */
  blocked = $state(false);

  readonly #player: Player;
  readonly #now: () => number;
  #state: SoundState = SILENT;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(player: Player, now: () => number) {
    this.#player = player;
    this.#now = now;
  }

  /** Finds out whether a tone would be heard. */
  check(): void {
    this.blocked = !this.#player.ready();
  }

  /** Takes in new calls. `seenTo` says which of those that wait somebody has seen to. */
  take(calls: readonly AlarmRow[], seenTo: (id: string) => boolean): void {
    this.#state = heard(this.#state, calls, seenTo, this.#now());
    this.#sound();
  }

  setMuted(muted: boolean): void {
    this.muted = muted;
    try {
      localStorage.setItem(STORED_AS, muted ? 'off' : 'on');
    } catch {
      // Then it holds until the page is left.
    }
    if (!muted) void this.wake();
  }

  /** To be called on a click or a key, which is when a browser lets sound out. */
  async wake(): Promise<void> {
    await this.#player.wake();
    this.check();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#player.close();
  }

  #sound(): void {
    clearTimeout(this.#timer);
    const { tone, state } = dueTone(this.#state, this.#now());
    this.#state = state;
    if (tone !== null) this.check();
    // What is not heard is not kept for later: it would sound when it is no news any more.
    if (tone !== null && !this.muted && !this.blocked) this.#player.play(tone);
    if (state.waiting.size === 0) return;
    const wait = Math.max(0, state.soundedAt + TONE_GAP_MS - this.#now());
    this.#timer = setTimeout(() => this.#sound(), wait);
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(STORED_AS);
  } catch {
    return null;
  }
}
