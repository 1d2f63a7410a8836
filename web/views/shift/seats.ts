import type { ConsolePosition, ShiftBoard, ShiftView } from '../../../shared/contract/shifts.ts';

/** A position of a console with who holds it; `position` null: the console as a whole. */
export interface Seat {
  position: ConsolePosition | null;
  shift: ShiftView | null;
}

/**
 * Where shifts can be held at a console: at its positions, or as a whole where it has none. One that began before it got
 * positions goes on as it is.
 */
export function seatsOf({ positions, shifts }: Pick<ShiftBoard, 'positions' | 'shifts'>): Seat[] {
  const heldAt = (id: string | null) => shifts.find(({ positionId }) => positionId === id) ?? null;
  const whole = heldAt(null);
  return [
    ...(positions.length === 0 || whole !== null ? [{ position: null, shift: whole }] : []),
    ...positions.map((position) => ({ position, shift: heldAt(position.id) })),
  ];
}

/** What somebody can do about a seat. */
export type SeatDeed = 'begin' | 'hand-over' | 'take-back' | 'sign' | 'take-over';

/**
 * What a person can do there, the one that goes on first; `may`: hold a shift at the console. A console with positions
 * is begun at one of them.
 */
export function seatDeeds({ shift }: Seat, personId: string | undefined, may: boolean): SeatDeed[] {
  if (!may || personId === undefined) return [];
  if (shift === null) return ['begin'];
  const offered = shift.state === 'offered';
  if (shift.person.id === personId) return [offered ? 'take-back' : 'hand-over'];
  return offered && shift.offeredTo?.id === personId ? ['sign', 'take-over'] : ['take-over'];
}
