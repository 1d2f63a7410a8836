import { readFileSync } from 'node:fs';

/** Where `npm start` writes the addresses of what it runs. */
const RUNTIME_FILE = new URL('../../.data/runtime.json', import.meta.url);

const DEFAULT_URL = 'http://127.0.0.1:3000';

/** The server to lodge with: the one named, else the one `npm start` runs, else port 3000 of this machine. */
export function resolveTarget(url: string | undefined, runtimeFile: URL = RUNTIME_FILE): string {
  if (url !== undefined) {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      throw new Error(`--url: expected an http or https address, not "${url}"`);
    }
    return url;
  }
  try {
    const runtime = JSON.parse(readFileSync(runtimeFile, 'utf8')) as { url?: unknown };
    if (typeof runtime.url === 'string' && URL.canParse(runtime.url)) return runtime.url;
  } catch {
    // Nothing has been started here, or it is being written right now.
  }
  return DEFAULT_URL;
}
