import type { Shift } from '../../../shared/domain/shift/calendar.ts';
import { m } from '../../paraglide/messages.js';

const TIME = /^\d\d:\d\d$/;

/** What keeps a shift from being saved, by field. */
export function shiftFaults(shift: Omit<Shift, 'days'>): Partial<Record<'name' | 'from' | 'to', string>> {
  return {
    ...(shift.name.trim() === '' && { name: m.duty_fault_name() }),
    ...(!TIME.test(shift.from) && { from: m.duty_fault_time() }),
    ...(!TIME.test(shift.to) && { to: m.duty_fault_time() }),
  };
}
