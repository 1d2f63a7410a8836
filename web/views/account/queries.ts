import type { AccountView, SessionEntry } from '../../../shared/contract/account.ts';
import { api } from '../../shell/api.ts';

/** A passkey as the server lists it. */
export interface PasskeyEntry {
  id: string;
  name?: string | null;
  createdAt: string;
  /** Kept by a provider for all of the person's devices. */
  backedUp: boolean;
}

/** All that this view asks; a change of the account makes every part of it old. */
export const ACCOUNT_KEY = ['account'] as const;

export const accountQuery = () => ({
  queryKey: [...ACCOUNT_KEY, 'profile'],
  queryFn: ({ signal }: { signal: AbortSignal }) => api.get<AccountView>('/api/account', { signal }),
});

export const sessionsQuery = () => ({
  queryKey: [...ACCOUNT_KEY, 'sessions'],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    api.get<SessionEntry[]>('/api/account/sessions', { signal }),
});

export const passkeysQuery = () => ({
  queryKey: [...ACCOUNT_KEY, 'passkeys'],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    api.get<PasskeyEntry[]>('/api/auth/passkey/list-user-passkeys', { signal }),
});
