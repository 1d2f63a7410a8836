/** A message as its file holds it: a text, or texts by what its selectors come to. */
export type Message =
  string | { declarations?: string[]; selectors?: string[]; match: Record<string, string> }[];
export type Messages = Record<string, Message>;

/** Texts that are the same in both languages: names, and forms made of names. */
export const SAME_IN_BOTH = new Set(['common_product', 'common_page_title']);

const LETTER = /\p{L}/u;
const HALF_WIDTH = /\p{Script=Han}[,;:?!]|[,;:?!]\p{Script=Han}/u;

/** What keeps a message from being told in both languages, each fault with the message's key. */
export function messageFaults(en: Messages, zh: Messages): string[] {
  const faults: string[] = [];
  for (const key of new Set([...Object.keys(en), ...Object.keys(zh)])) {
    const ours = en[key];
    const theirs = zh[key];
    if (ours === undefined) faults.push(`${key}: not in English`);
    else if (theirs === undefined) faults.push(`${key}: not in Chinese`);
    else faults.push(...pairFaults(key, ours, theirs));
  }
  return faults;
}

function pairFaults(key: string, en: Message, zh: Message): string[] {
  const faults: string[] = [];
  const fault = (text: string) => faults.push(`${key}: ${text}`);
  if (textsOf(en).join() === '' || textsOf(zh).join() === '') fault('empty');
  const [shown, shownZh] = [parameters(en), parameters(zh)];
  if (shown !== shownZh)
    fault(`shows ${shown || 'nothing'} in English and ${shownZh || 'nothing'} in Chinese`);
  const words = (message: Message) =>
    textsOf(message)
      .join('|')
      .replaceAll(/\{\w+\}/g, '');
  if (words(en) === words(zh) && LETTER.test(words(en)) && !SAME_IN_BOTH.has(key)) fault('not translated');
  if (textsOf(zh).some((text) => HALF_WIDTH.test(text))) fault('half-width punctuation in Chinese');
  if (lacksPlural(en, 'en') || lacksPlural(zh, 'zh')) fault('no text for some number');
  return faults;
}

function textsOf(message: Message): string[] {
  return typeof message === 'string' ? [message] : message.flatMap(({ match }) => Object.values(match));
}

function parameters(message: Message): string {
  const names = textsOf(message).flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
  return [...new Set(names)].toSorted().join(', ');
}

/** Paraglide shows the key itself where no variant matches. */
function lacksPlural(message: Message, language: string): boolean {
  if (typeof message === 'string') return false;
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  return message.some(({ selectors = [], match }) => {
    const has = (form: string) => Object.keys(match).some((key) => key.endsWith(`=${form}`));
    return selectors.length === 1 && !has('*') && forms.some((form) => !has(form));
  });
}
