import { getLocale } from './locale.svelte.ts';

/** A place's name in the reader's language; the English one where there is no other. */
export function placeName({ name, nameZh }: { name: string; nameZh: string }): string {
  return getLocale() === 'zh' && nameZh !== '' ? nameZh : name;
}

/** A profile's title in the reader's language, as the administration wrote it. */
export function profileTitle({ title, titleZh }: { title: string; titleZh?: string }): string {
  return getLocale() === 'zh' ? (titleZh ?? title) : title;
}
