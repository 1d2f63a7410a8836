const STORED_AS = 'tidewaiter-display';

/**
 * Whether this browser has been enrolled as a wall display. Such a browser whose session is over proves itself again
 * at `/display`; nobody stands before it who could sign in.
 */
export function isDisplay(): boolean {
  try {
    return localStorage.getItem(STORED_AS) === 'yes';
  } catch {
    return false;
  }
}

export function markDisplay(enrolled: boolean): void {
  try {
    if (enrolled) localStorage.setItem(STORED_AS, 'yes');
    else localStorage.removeItem(STORED_AS);
  } catch {
    // A browser that keeps nothing cannot stay a display either.
  }
}
