import { api } from '../../shell/api.ts';

/** Ends this session and leads back here by a new sign-in, after which passkeys can be changed. */
export async function signInAgain(): Promise<void> {
  await api.post('/api/auth/sign-out');
  location.assign('/sign-in?next=%2Faccount');
}
