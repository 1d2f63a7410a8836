import { expect, test } from 'vitest';
import type { ConsolePosition, ShiftView } from '../../../shared/contract/shifts.ts';
import { seatDeeds, seatsOf } from './seats.ts';

const position = (id: string): ConsolePosition => ({
  id,
  scope: 'national',
  name: id,
  nameZh: '',
  kinds: ['flow'],
});
const shift = (positionId: string | null, changed: Partial<ShiftView> = {}): ShiftView => ({
  id: `s${positionId}`,
  scope: 'national',
  positionId,
  state: 'held',
  person: { id: 'holder', name: 'H' },
  startedAt: 0,
  endedAt: null,
  offeredTo: null,
  takenReason: null,
  left: false,
  ...changed,
});

test.each([
  ['without positions it is held as a whole', [], [], ['whole:free']],
  ['and somebody holds it', [], [shift(null)], ['whole:snull']],
  ['with positions at each of them', ['1', '2'], [shift('2')], ['1:free', '2:s2']],
  ['a whole that goes on is still seen', ['1'], [shift(null)], ['whole:snull', '1:free']],
] as const)('%s', (_, positions, shifts, seats) => {
  const seen = seatsOf({ positions: positions.map(position), shifts: [...shifts] });
  expect(seen.map((seat) => `${seat.position?.id ?? 'whole'}:${seat.shift?.id ?? 'free'}`)).toEqual(seats);
});

test.each([
  ['holder', null, ['begin']],
  ['holder', shift(null), ['hand-over']],
  ['other', shift(null), ['take-over']],
  ['holder', shift(null, { state: 'offered', offeredTo: { id: 'next', name: 'N' } }), ['take-back']],
  ['next', shift(null, { state: 'offered', offeredTo: { id: 'next', name: 'N' } }), ['sign', 'take-over']],
  ['other', shift(null, { state: 'offered', offeredTo: { id: 'next', name: 'N' } }), ['take-over']],
] as const)('%s can, of %j: %j', (person, held, deeds) => {
  expect(seatDeeds({ position: null, shift: held }, person, true)).toEqual(deeds);
  expect(seatDeeds({ position: null, shift: held }, person, false)).toEqual([]);
});
