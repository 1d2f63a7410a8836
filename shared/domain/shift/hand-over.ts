/**
 * States of a supervisor's shift. Held: its person answers for the alarms. Offered: the report is written and waits for
 * the one it names to sign; until then nothing has changed hands. The last two are over for good.
 */
export const SHIFT_STATES = ['held', 'offered', 'handed-over', 'taken-over'] as const;

export type ShiftState = (typeof SHIFT_STATES)[number];

/** Who holds a position, as far as handing it over goes. Persons by id. */
export interface Tenure {
  state: ShiftState;
  holder: string;
  /** Who is to sign; null while nobody is asked to, or nobody was. */
  offeredTo: string | null;
}

export type ShiftAction =
  /** The holder hands the report to a named person. */
  | { type: 'offer'; by: string; to: string }
  /** The holder takes it back: there is more to say, or the other does not come. */
  | { type: 'withdraw'; by: string }
  /** The named person has read the report and takes over. */
  | { type: 'sign'; by: string }
  /** Somebody takes over from a holder who did not hand over. */
  | { type: 'take-over'; by: string; reason: string };

export const SHIFT_REJECTIONS = [
  /** It is over. */
  'ended',
  /** Only its holder does that. */
  'not-holder',
  /** Its holder does not do that: nobody signs their own report, or takes over from themselves. */
  'own-shift',
  /** The report names another person. */
  'not-named',
  'not-offered',
  'already-offered',
  'no-reason',
] as const;

export type ShiftRejection = (typeof SHIFT_REJECTIONS)[number];

export type ShiftOutcome =
  | {
      ok: true;
      tenure: Tenure;
      /** Who holds the position from now on, in a shift of their own; null: nothing has changed hands. */
      successor: string | null;
    }
  | { ok: false; reason: ShiftRejection };

/** What an action makes of a shift, or why it makes nothing of it. */
export function handOver(tenure: Tenure, action: ShiftAction): ShiftOutcome {
  const { state, holder, offeredTo } = tenure;
  if (state === 'handed-over' || state === 'taken-over') return rejected('ended');
  switch (action.type) {
    case 'offer':
      if (action.by !== holder) return rejected('not-holder');
      if (action.to === holder) return rejected('own-shift');
      if (state === 'offered') return rejected('already-offered');
      return { ok: true, tenure: { ...tenure, state: 'offered', offeredTo: action.to }, successor: null };
    case 'withdraw':
      if (action.by !== holder) return rejected('not-holder');
      if (state !== 'offered') return rejected('not-offered');
      return { ok: true, tenure: { ...tenure, state: 'held', offeredTo: null }, successor: null };
    case 'sign':
      if (action.by === holder) return rejected('own-shift');
      if (state !== 'offered') return rejected('not-offered');
      if (action.by !== offeredTo) return rejected('not-named');
      return { ok: true, tenure: { ...tenure, state: 'handed-over' }, successor: action.by };
    case 'take-over':
      if (action.by === holder) return rejected('own-shift');
      if (action.reason.trim() === '') return rejected('no-reason');
      return { ok: true, tenure: { ...tenure, state: 'taken-over' }, successor: action.by };
  }
}

function rejected(reason: ShiftRejection): ShiftOutcome {
  return { ok: false, reason };
}

/** Longest that a shift is held, ms: after it, it shows as not handed over. */
export const LONGEST_SHIFT_MS = 12 * 3_600_000;

/** Whether a shift goes on though its time is over: its person has left without handing it over. `now` in ms. */
export function isLeft({ state }: Pick<Tenure, 'state'>, startedAt: number, now: number): boolean {
  return (state === 'held' || state === 'offered') && now - startedAt > LONGEST_SHIFT_MS;
}
