import { readFileSync } from 'node:fs';

/** Where `npm start` writes the addresses of what it runs. */
const RUNTIME_FILE = new URL('../../.data/runtime.json', import.meta.url);

const DEFAULT_URL = 'http://127.0.0.1:3000';

/** A server to lodge with, and the key to do so. */
export interface Target {
  url: string;
  /** Absent: none was given, and the server will say that it needs one. */
  key: string | undefined;
}

/**
 * The server to lodge with: the one named, else the one `npm start` runs, else port 3000 of this machine; with the key
 * given (the environment's TIDEWAITER_KEY), else the one `npm start` made for the tools of this clone.
 */
export function resolveTarget(
  url: string | undefined,
  key: string | undefined,
  runtimeFile: URL = RUNTIME_FILE,
): Target {
  const running = runningSystem(runtimeFile);
  if (url !== undefined) {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      throw new Error(`--url: expected an http or https address, not "${url}"`);
    }
    const isOwn = running !== null && new URL(url).origin === new URL(running.url).origin;
    return { url, key: key ?? (isOwn ? running.key : undefined) };
  }
  return running === null ? { url: DEFAULT_URL, key } : { url: running.url, key: key ?? running.key };
}

function runningSystem(runtimeFile: URL): { url: string; key: string | undefined } | null {
  try {
    const { url, key } = JSON.parse(readFileSync(runtimeFile, 'utf8')) as { url?: unknown; key?: unknown };
    if (typeof url !== 'string' || !URL.canParse(url)) return null;
    return { url, key: typeof key === 'string' ? key : undefined };
  } catch {
    // Nothing has been started here, or it is being written right now.
    return null;
  }
}
