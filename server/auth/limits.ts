/** Requests a client address may make by path, for better-auth's limiter; `window` in s. */
export const SIGN_IN_ADDRESS_LIMITS = {
  '/sign-in/email': { window: 60, max: 60 },
  '/sign-in/social': { window: 60, max: 60 },
  '/change-password': { window: 60, max: 20 },
  '/two-factor/*': { window: 60, max: 20 },
  '/passkey/verify-authentication': { window: 60, max: 20 },
};

/** Wrong codes of a second factor in a row that lock the account's second step, and for how long, s. */
export const CODE_LOCK = { maxFailedAttempts: 10, durationSeconds: 900 };
