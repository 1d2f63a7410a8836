import { m } from '../paraglide/messages.js';
import { ApiError } from './api.ts';

/** What codes of errors mean to a reader. A view adds its own with the second argument of `errorText`. */
const ERROR_TEXTS = {
  offline: m.common_error_offline,
  unavailable: m.common_error_unavailable,
  stopping: m.common_error_unavailable,
  'too-many-requests': m.common_error_too_many,
  'backlog-full': m.common_error_unavailable,
  'not-signed-in': m.common_error_not_signed_in,
  'second-factor-required': m.common_error_second_factor,
  'no-right': m.common_error_no_right,
  'outside-scope': m.common_error_outside_scope,
  forbidden: m.common_error_no_right,
  'foreign-origin': m.common_error_foreign_origin,
  'not-found': m.common_error_not_found,
  'unknown-system': m.common_error_not_found,
  'unknown-key': m.common_error_not_found,
  'unknown-webhook': m.common_error_not_found,
  'unknown-alarm': m.common_error_not_found,
  'unknown-alarm-group': m.common_error_not_found,
  'display-unknown-display': m.common_error_not_found,
  'unknown-scope': m.common_error_unknown_place,
  'unknown-place': m.common_error_unknown_place,
  'display-unknown-place': m.common_error_unknown_place,
  'http-404': m.common_error_not_found,
  'invalid-body': m.common_error_invalid,
  'invalid-query': m.common_error_invalid,
  'bad-request': m.common_error_invalid,
  'not-json': m.common_error_invalid,
  'invalid-code': m.common_error_invalid,
  'unsupported-media-type': m.common_error_invalid,
  'period-too-short': m.common_error_period_short,
  'national-right': m.common_error_national_right,
  'not-lendable': m.common_error_not_lendable,
  'webhook-disabled': m.common_error_webhook_disabled,
  'display-invalid-key': m.display_error_key,
  'display-wrong-proof': m.display_error_key,
  conflict: m.common_error_conflict,
  'passkey-required': m.session_error_passkey_required,
  'shared-account': m.common_error_shared_account,
  'invalid-text': m.common_error_invalid_text,
  'too-slow': m.common_error_unavailable,
  'email-taken': m.common_error_email_taken,
  'link-closed': m.session_link_closed_text,
  'password-too-short': m.session_error_password_short,
  'password-too-long': m.session_error_password_long,
  'password-breached': m.session_error_password_breached,
  'password-guessable': m.session_error_password_guessable,
  'body-too-large': m.common_error_too_large,
  internal: m.common_error_internal,
  'http-500': m.common_error_internal,

  INVALID_EMAIL_OR_PASSWORD: m.session_error_wrong_password,
  ACCOUNT_DISABLED: m.session_error_disabled,
  DEMONSTRATION_ONLY: m.session_error_disabled,
  SESSION_NOT_FRESH: m.session_error_not_fresh,
  INVALID_PASSWORD: m.session_error_wrong_password,
  INVALID_EMAIL: m.session_error_email,
  VALIDATION_ERROR: m.common_error_invalid,
  ACCOUNT_LOCKED: m.session_error_locked,
  ACCOUNT_TEMPORARILY_LOCKED: m.session_error_code_locked,
  INVALID_CODE: m.session_error_code,
  INVALID_BACKUP_CODE: m.session_error_backup_code,
  INVALID_TWO_FACTOR_COOKIE: m.session_error_start_over,
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: m.session_error_start_over,
  PASSWORD_TOO_SHORT: m.session_error_password_short,
  PASSWORD_TOO_LONG: m.session_error_password_long,
  PASSWORD_BREACHED: m.session_error_password_breached,
  PASSWORD_GUESSABLE: m.session_error_password_guessable,
  CREDENTIAL_ACCOUNT_NOT_FOUND: m.session_error_no_password,
  TOTP_ALREADY_ENABLED: m.common_error_conflict,
  TOTP_NOT_ENABLED: m.common_error_conflict,
  TOTP_NOT_CONFIGURED: m.common_error_conflict,
  TWO_FACTOR_NOT_ENABLED: m.common_error_conflict,
  BACKUP_CODES_NOT_ENABLED: m.common_error_conflict,
  PROVIDER_NOT_FOUND: m.session_error_provider_away,
  INVALID_ORIGIN: m.common_error_foreign_origin,
  MISSING_OR_NULL_ORIGIN: m.common_error_foreign_origin,
  CROSS_SITE_NAVIGATION_LOGIN_BLOCKED: m.common_error_foreign_origin,
  INVALID_CALLBACK_URL: m.common_error_invalid,
  INVALID_ERROR_CALLBACK_URL: m.common_error_invalid,
  SESSION_EXPIRED: m.common_error_not_signed_in,
  SESSION_REQUIRED: m.common_error_not_signed_in,
  PASSKEY_NOT_FOUND: m.session_error_passkey,
  CHALLENGE_NOT_FOUND: m.session_error_passkey,
  USER_NOT_VERIFIED: m.session_error_passkey,
  AUTHENTICATION_FAILED: m.session_error_passkey,
  FAILED_TO_VERIFY_REGISTRATION: m.session_error_passkey,
  YOU_ARE_NOT_ALLOWED_TO_REGISTER_THIS_PASSKEY: m.session_error_passkey,
  PREVIOUSLY_REGISTERED: m.account_error_passkey_known,
} as const satisfies Record<string, () => string>;

type Texts = Readonly<Record<string, (() => string) | undefined>>;

/** The words for an error: a view's own for its code, else the common ones, else that it did not work. */
export function errorText(error: unknown, own: Texts = {}): string {
  if (!(error instanceof ApiError)) return m.common_error_internal();
  const text = (textIn(own, error.code) ?? textIn(ERROR_TEXTS, error.code) ?? m.common_error_internal)();
  if (error.retryAfterSeconds === null) return text;
  return `${text} ${m.common_error_retry_after({ seconds: error.retryAfterSeconds })}`;
}

function textIn(texts: Texts, code: string): (() => string) | undefined {
  return Object.hasOwn(texts, code) ? texts[code] : undefined;
}
