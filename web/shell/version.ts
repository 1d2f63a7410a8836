const TRIED = 'tidewaiter-reloaded-for';

/** Version of the web app that this page runs. */
export const VERSION = TIDEWAITER_VERSION;

/**
 * Loads the page anew where the server runs another version than this page; true where it does. Once a version: where
 * old files are still served, the page stays as it is rather than loading for ever.
 */
export function reloadForVersion(served: string): boolean {
  if (served === VERSION || triedBefore(served)) return false;
  location.reload();
  return true;
}

/** Loads the page anew where a file of it is gone from the server, as it is after an upgrade. Once a page shown. */
export async function reloadForMissingFile(): Promise<void> {
  if ((await isServed()) && !triedBefore(`missing ${location.href}`)) location.reload();
}

/** Loads the page anew, unless the server cannot be reached: then the browser would show nothing of ours any more. */
export async function reloadIfServed(): Promise<void> {
  if (await isServed()) location.reload();
}

async function isServed(): Promise<boolean> {
  try {
    return (await fetch('/', { method: 'HEAD', cache: 'no-store' })).ok;
  } catch {
    return false;
  }
}

/** A browser that keeps nothing counts as having tried. */
function triedBefore(what: string): boolean {
  try {
    if (sessionStorage.getItem(TRIED) === what) return true;
    sessionStorage.setItem(TRIED, what);
    return false;
  } catch {
    return true;
  }
}
