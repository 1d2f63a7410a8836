import type { DisplayKey } from '../../shared/contract/displays.ts';

/** What makes this browser a display. The private key can be used and kept, and never read. */
export interface Device {
  privateKey: CryptoKey;
  publicKey: DisplayKey;
  /** Null until its code has been confirmed. */
  displayId: string | null;
}

const DATABASE = 'tidewaiter-display';
const STORE = 'device';
const ONLY = 'own';

/** The browser keeps nothing, as in a private window: it could never come back as the display it was. */
export class NothingKeptError extends Error {
  override name = 'NothingKeptError';
}

/** What was kept by an earlier visit; null where nothing was. */
export function loadDevice(): Promise<Device | null> {
  return inStore<Device | undefined>('readonly', (store) => store.get(ONLY)).then((found) => found ?? null);
}

export async function saveDevice(device: Device): Promise<void> {
  await inStore('readwrite', (store) => store.put(device, ONLY));
}

/** Gives this browser a new key in place of the one it had. */
export async function makeDevice(): Promise<Device> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  const publicKey: DisplayKey = { kty: 'EC', crv: 'P-256', x, y };
  const device: Device = { privateKey: pair.privateKey, publicKey, displayId: null };
  await saveDevice(device);
  // What is kept must outlive a disk that fills up; a browser may refuse, and keeps it as long as it can.
  void navigator.storage?.persist?.().catch(() => false);
  return device;
}

async function inStore<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = act(transaction.objectStore(STORE));
      transaction.addEventListener('complete', () => resolve(request.result as T));
      transaction.addEventListener('abort', () => reject(new NothingKeptError(String(transaction.error))));
    });
  } finally {
    database.close();
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore(STORE));
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(new NothingKeptError(String(request.error))));
  });
}
