import { tick } from 'svelte';

/**
 * Gives the focus to an item of a list once it is drawn: to the first of those that a button has brought, when the
 * button is gone and the reader would have to begin at the top of the page.
 */
export async function focusItem(list: HTMLElement, index: number): Promise<void> {
  await tick();
  const item = list.children.item(index);
  if (!(item instanceof HTMLElement)) return;
  item.tabIndex = -1;
  item.focus();
}
