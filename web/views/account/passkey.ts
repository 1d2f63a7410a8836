import { passkeyClient } from '@better-auth/passkey/client';
import { createAuthClient } from 'better-auth/client';
import { ApiError } from '../../shell/api.ts';

const client = createAuthClient({ basePath: '/api/auth', plugins: [passkeyClient()] });

/** How a person says that they would rather not: no failure. */
const LEFT_ALONE = new Set(['REGISTRATION_CANCELLED', 'ERROR_CEREMONY_ABORTED']);

/** Lets the browser make a passkey. Throws `ApiError` where the browser or the server refuses it. */
export async function addPasskey(name: string): Promise<'added' | 'left-alone'> {
  const { error } = await client.passkey.addPasskey({ name });
  if (error === null) return 'added';
  // The server's own errors come in an envelope, those of the sign-in library without.
  const inner = 'error' in error ? (error.error as { code?: string }) : error;
  const code = 'code' in inner && typeof inner.code === 'string' ? inner.code : `http-${error.status}`;
  if (LEFT_ALONE.has(code)) return 'left-alone';
  throw new ApiError(error.status, code, error.message ?? code);
}
