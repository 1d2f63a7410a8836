import { m } from '../../paraglide/messages.js';

/** Why the way back from the provider ended at the sign-in page, by the `error` of its address. */
const PROVIDER_ERRORS: Readonly<Record<string, () => string>> = {
  signup_disabled: m.session_error_provider_stranger,
  // Accounts are linked by addresses, and by those alone that the provider has verified.
  account_not_linked: m.session_error_provider_unverified,
  email_not_verified: m.session_error_provider_unverified,
  email_not_found: m.session_error_provider_no_email,
  ACCOUNT_DISABLED: m.session_error_disabled,
  DEMONSTRATION_ONLY: m.session_error_disabled,
  // RFC 6749, 4.1.2.1, and OpenID Connect Core, 3.1.2.6.
  access_denied: m.session_error_provider_refused,
  login_required: m.session_error_provider_refused,
  consent_required: m.session_error_provider_refused,
  interaction_required: m.session_error_provider_refused,
  account_selection_required: m.session_error_provider_refused,
  server_error: m.session_error_provider_away,
  temporarily_unavailable: m.session_error_provider_away,
  // The provider’s token or profile could not be had: it is away, or does not know this server any more.
  invalid_code: m.session_error_provider_away,
  unable_to_get_user_info: m.session_error_provider_away,
  oauth_provider_not_found: m.session_error_provider_away,
  issuer_mismatch: m.session_error_provider_away,
  issuer_missing: m.session_error_provider_away,
  state_not_found: m.session_error_provider_again,
  state_mismatch: m.session_error_provider_again,
  state_invalid: m.session_error_provider_again,
  state_security_mismatch: m.session_error_provider_again,
};

/** The words for it; for a code that is not known, that the sign-in did not succeed. */
export function providerErrorText(code: string): string {
  return (Object.hasOwn(PROVIDER_ERRORS, code) ? PROVIDER_ERRORS[code]! : m.session_error_provider)();
}
