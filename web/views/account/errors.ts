import { m } from '../../paraglide/messages.js';

/** What codes of errors mean on this page. */
export const ACCOUNT_ERRORS = {
  INVALID_PASSWORD: m.account_error_password,
  INVALID_CODE: m.account_error_code,
  USER_NOT_VERIFIED: m.account_error_user_not_verified,
  ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED: m.account_error_passkey_known,
} as const satisfies Record<string, () => string>;
