import { passkey } from '@better-auth/passkey';
import { APIError } from 'better-auth/api';

/**
 * Passkeys that stand for two factors: the device is one, and the person proves themselves to it by a PIN, a finger
 * or a face. better-auth asks for that proof without insisting; here it is insisted on.
 */
export function passkeys({ rpID, origin }: { rpID: string; origin: string[] }) {
  return passkey({
    rpName: 'Tidewaiter',
    rpID,
    origin,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    registration: {
      afterVerification: ({ verification }) => insist(verification.registrationInfo?.userVerified),
    },
    authentication: {
      afterVerification: ({ verification }) => insist(verification.authenticationInfo.userVerified),
    },
  });
}

function insist(userVerified: boolean | undefined): void {
  if (userVerified === true) return;
  throw APIError.from('FORBIDDEN', {
    code: 'USER_NOT_VERIFIED',
    message: 'The passkey must be unlocked by a PIN, a finger or a face',
  });
}
