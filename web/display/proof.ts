import {
  codeText,
  enrolmentText,
  sessionText,
  type DisplayChallenge,
  type DisplaySession,
  type EnrolmentAnswer,
  type EnrolmentState,
} from '../../shared/contract/displays.ts';
import { api } from '../shell/api.ts';
import type { Device } from './device.ts';

type Signal = AbortSignal | undefined;

/** Asks for a code for this device's key. */
export async function enrol(device: Device, signal?: Signal): Promise<EnrolmentAnswer> {
  const { publicKey } = device;
  const proof = await sign(device, enrolmentText(location.origin, publicKey));
  return api.post('/api/displays/enrolments', { publicKey, proof }, options(signal));
}

/** What has become of the code that is shown. */
export async function enrolmentState(device: Device, code: string, signal?: Signal): Promise<EnrolmentState> {
  const proof = await sign(device, codeText(location.origin, code));
  return api.post('/api/displays/enrolments/state', { code, proof }, options(signal));
}

/** Signs a new challenge; the answer sets the cookie. */
export async function openSession(
  device: Device,
  displayId: string,
  signal?: Signal,
): Promise<DisplaySession> {
  const { challenge } = await api.post<DisplayChallenge>(
    '/api/displays/challenges',
    { displayId },
    options(signal),
  );
  const signature = await sign(device, sessionText(location.origin, displayId, challenge));
  return api.post('/api/displays/sessions', { displayId, signature }, options(signal));
}

const options = (signal: Signal) => (signal === undefined ? {} : { signal });

async function sign(device: Device, text: string): Promise<string> {
  const bytes = await crypto.subtle.sign(
    { name: 'ECDSA', hash: 'SHA-256' },
    device.privateKey,
    new TextEncoder().encode(text),
  );
  return btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
