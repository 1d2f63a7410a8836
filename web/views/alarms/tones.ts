import type { AlarmPriority } from '../../../shared/domain/targeting/profile.ts';
import type { Player } from './sound-box.svelte.ts';

/** Beeps of a tone: frequency in Hz, when each begins and how long it lasts in s. */
type Beep = readonly [hertz: number, from: number, lasts: number];

/**
 * How each priority sounds: the more urgent, the more and the higher the beeps (after the bursts of IEC 60601-1-8). All
 * are over within a second (WCAG 1.4.2).
 */
export const TONES: Record<AlarmPriority, readonly Beep[]> = {
  critical: [
    [988, 0, 0.12],
    [988, 0.17, 0.12],
    [1319, 0.34, 0.12],
    [1319, 0.51, 0.2],
  ],
  high: [
    [784, 0, 0.14],
    [784, 0.2, 0.14],
    [988, 0.4, 0.2],
  ],
  medium: [
    [587, 0, 0.16],
    [587, 0.24, 0.16],
  ],
  low: [[392, 0, 0.2]],
};

const VOLUME = 0.25;
/** Edges of a beep, s: without them it clicks. */
const EDGE = 0.015;

/** Sounds a tone now. The beeps have overtones, so that small loudspeakers carry them too. */
function playTone(context: AudioContext, priority: AlarmPriority): void {
  for (const [hertz, from, lasts] of TONES[priority]) {
    const start = context.currentTime + from;
    const oscillator = new OscillatorNode(context, { type: 'triangle', frequency: hertz });
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(VOLUME, start + EDGE);
    gain.gain.setValueAtTime(VOLUME, start + lasts - EDGE);
    gain.gain.linearRampToValueAtTime(0, start + lasts);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(start);
    oscillator.stop(start + lasts);
  }
}

/** The browser's sound, opened when it is first asked for: that takes time which the first screen needs. */
export function openPlayer(): Player {
  let opened: AudioContext | undefined;
  const context = () => (opened ??= new AudioContext());
  return {
    ready: () => context().state === 'running',
    // A browser that wants a click first leaves this pending until it has had one.
    wake: () => Promise.race([context().resume(), new Promise<void>((done) => setTimeout(done, 500))]),
    play: (priority) => playTone(context(), priority),
    close: () => void opened?.close(),
  };
}
