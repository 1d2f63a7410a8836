import { describe, expect, test } from 'vitest';
import type { Pool } from '../../shared/platform/db/pool.ts';
import type { Auth } from '../auth/auth.ts';
import { TooManyRequestsError } from './address-limit.ts';
import { KeyUncheckedError, MachineKeys } from './machine-keys.ts';

const SYSTEM = {
  id: 's',
  name: 'Broker',
  scope: 'national',
  rights: ['declarations.lodge'],
  declarationsPerMinute: null,
  disabledAt: null,
};

/** Keys of which `right` alone works, with a count of those looked for. */
function keysWith(right: string) {
  const state = { now: 0, checked: 0, away: false };
  const verifyApiKey = async ({ body: { key } }: { body: { key: string } }) => {
    state.checked++;
    // As better-auth answers where the database is away.
    if (state.away) return { valid: false, error: { message: {}, code: 'INVALID_API_KEY' }, key: null };
    return key === right
      ? { valid: true, error: null, key: { id: 'k', referenceId: 's' } }
      : { valid: false, error: { message: 'Invalid API key.', code: 'INVALID_API_KEY' }, key: null };
  };
  const keys = new MachineKeys({
    auth: { api: { verifyApiKey } } as unknown as Auth,
    pool: { query: async () => ({ rows: [SYSTEM] }) } as unknown as Pool,
    districtOf: () => undefined,
    now: () => state.now,
  });
  return { keys, state };
}

describe('keys of machines', () => {
  test('are checked every 5 s', async () => {
    const { keys, state } = keysWith('right');
    for (const at of [0, 4999, 5000, 9999]) {
      state.now = at;
      expect((await keys.callerOf('right'))?.identity.id).toBe('s');
    }
    expect(state.checked).toBe(2);
  });

  test('wrong ones of one address are checked 60 a minute, right ones always', async () => {
    const { keys, state } = keysWith('right');
    expect(await keys.callerOf('right', 'A')).not.toBeNull();
    for (let i = 0; i < 60; i++) expect(await keys.callerOf(`wrong ${i}`, 'A')).toBeNull();
    await expect(keys.callerOf('one more', 'A')).rejects.toBeInstanceOf(TooManyRequestsError);
    expect(state.checked).toBe(61);
    state.now = 5000;
    expect(await keys.callerOf('right', 'A')).not.toBeNull();
    expect(await keys.callerOf('wrong', 'B')).toBeNull();
  });

  test('repeating a wrong one counts once', async () => {
    const { keys } = keysWith('right');
    for (let i = 0; i < 200; i++) expect(await keys.callerOf('wrong', 'A')).toBeNull();
    expect(await keys.callerOf('another', 'A')).toBeNull();
  });

  test('are neither right nor wrong while they cannot be checked', async () => {
    const { keys, state } = keysWith('right');
    state.away = true;
    await expect(keys.callerOf('right', 'A')).rejects.toBeInstanceOf(KeyUncheckedError);
    state.away = false;
    expect(await keys.callerOf('right', 'A')).not.toBeNull();
  });
});
