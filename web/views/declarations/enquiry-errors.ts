import { MAX_WINDOW_DAYS } from '../../../shared/contract/enquiry.ts';
import { m } from '../../paraglide/messages.js';
import { ApiError } from '../../shell/api.ts';
import { errorText } from '../../shell/error-text.ts';

/** What the codes of refused searches mean to a reader. */
const ENQUIRY_ERRORS = {
  'window-too-wide': () => m.enquiry_error_window({ days: MAX_WINDOW_DAYS }),
  'empty-window': m.enquiry_error_empty_window,
  'search-too-wide': m.enquiry_error_too_wide,
  'unknown-place': m.enquiry_error_place,
  'unknown-declaration': m.enquiry_error_unknown,
  'unknown-trader': m.enquiry_error_unknown_trader,
  'invalid-query': m.enquiry_error_invalid,
} as const;

/** Whether the search itself is at fault, so that the form says so and not the list. */
export function isRefused(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status === 400;
}

export function enquiryErrorText(error: unknown): string {
  return errorText(error, ENQUIRY_ERRORS);
}
