/** Least height of what a finger meets: 44 px, as WCAG 2.5.5 asks for. */
const TOUCH_HEIGHT = '2.75rem';

/** Makes every control of the page, dialogs included, as high as a finger needs while the calling view is shown. */
export function useTouchSizes(): void {
  $effect(() => {
    const { style } = document.documentElement;
    style.setProperty('--control-height', TOUCH_HEIGHT);
    return () => void style.removeProperty('--control-height');
  });
}
