import { m } from '../../paraglide/messages.js';

/** What only a change of a calendar may meet. */
export const CALENDAR_ERRORS = { 'cannot-acknowledge': m.duty_error_cannot_acknowledge };
