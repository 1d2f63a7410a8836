import { z } from 'zod';
import { LOCALES, type Locale } from './session.ts';

/** Body of `PATCH /api/account`. */
export const accountChange = z
  .strictObject({
    name: z.string().trim().min(1).max(200).optional(),
    locale: z.enum(LOCALES).optional(),
  })
  .refine((change) => change.name !== undefined || change.locale !== undefined, 'nothing is to be changed');

export type AccountChange = z.infer<typeof accountChange>;

/** Answer of `GET /api/account`: the caller's own account. */
export interface AccountView {
  name: string;
  email: string;
  locale: Locale;
  /** Others use this account too: neither its name nor how it signs in can be changed. */
  shared: boolean;
  /** A password is set. */
  password: boolean;
  /** An account of the sign-in provider belongs to it. */
  provider: boolean;
  /** An authenticator app is set up; `required`: the rules ask for it, a passkey or the provider. */
  secondFactor: { enabled: boolean; required: boolean };
  passkeys: number;
  /** This session counts as signed in just now, so that passkeys can be added and removed. */
  fresh: boolean;
}

/** One of the caller's sessions, as `GET /api/account/sessions` lists them. Instants in ISO 8601. */
export interface SessionEntry {
  id: string;
  begunAt: string;
  /** Within some minutes. */
  lastActiveAt: string;
  endsAt: string;
  address: string | null;
  /** Names of products, such as `Firefox` and `Windows`; null where they are not known. */
  browser: string | null;
  system: string | null;
  method: 'password' | 'passkey' | 'oidc';
  /** The session that asks. */
  current: boolean;
}
