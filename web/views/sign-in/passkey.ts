import { passkeyClient } from '@better-auth/passkey/client';
import { createAuthClient } from 'better-auth/client';
import { ApiError } from '../../shell/api.ts';

const client = createAuthClient({ basePath: '/api/auth', plugins: [passkeyClient()] });

/** How a person says that they would rather not: no failure. */
const LEFT_ALONE = new Set(['AUTH_CANCELLED', 'ERROR_CEREMONY_ABORTED']);

/** Lets the browser ask for a passkey. Throws `ApiError` where the server refuses it. */
export async function signInWithPasskey(autofill: boolean): Promise<'signed-in' | 'left-alone'> {
  const { error } = await client.signIn.passkey({ autoFill: autofill });
  if (error === null) return 'signed-in';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : `http-${error.status}`;
  if (LEFT_ALONE.has(code)) return 'left-alone';
  throw new ApiError(error.status, code, error.message ?? code);
}
