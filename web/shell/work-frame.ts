/**
 * Fetches the frame of the work views. Apart from the outlet, because the router takes every component whose source
 * has a dynamic import in it for one that is still to be fetched.
 */
export const loadWorkFrame = () => import('./WorkFrame.svelte');
