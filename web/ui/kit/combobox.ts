/** One thing to choose. */
export interface Choice<T extends string = string> {
  value: T;
  label: string;
  /** Quieter, behind the label: a code, an e-mail address. */
  detail?: string | undefined;
  /** What it is also found by, such as its name in the other language. */
  keywords?: string | undefined;
  /** Heading that it stands under; those of one heading follow one another. */
  group?: string | undefined;
}

/** Choices shown at once: more are found by typing, not by scrolling. */
export const SHOWN_CHOICES = 50;

/** Those that hold every word typed, in any order; the first SHOWN_CHOICES. */
export function findChoices<T extends string>(choices: readonly Choice<T>[], typed: string): Choice<T>[] {
  const found: Choice<T>[] = [];
  for (const choice of choices) {
    const text = `${choice.label} ${choice.detail ?? ''} ${choice.keywords ?? ''}`;
    if (holdsWords(text, typed)) found.push(choice);
    if (found.length === SHOWN_CHOICES) break;
  }
  return found;
}

/** True where `text` holds every word typed, in any order, whatever their case and marks. */
export function holdsWords(text: string, typed: string): boolean {
  const folded = fold(text);
  return fold(typed)
    .split(/\s+/)
    .every((word) => folded.includes(word));
}

/**
 * Place of the choice that what was typed stands for: its value or label, else the first with a word that begins so; -1
 * for none. Few capitals or digits are meant as a code, and only as the whole of it.
 */
export function meantChoice(choices: readonly Choice[], typed: string): number {
  const text = fold(typed.trim());
  if (text === '') return -1;
  const exact = choices.findIndex(({ value, label }) => fold(value) === text || fold(label) === text);
  if (exact >= 0 || /^[A-Z\d]{1,3}$/.test(typed.trim()) || /^\w$/.test(text)) return exact;
  const begins = ({ label, keywords = '' }: Choice) =>
    ` ${fold(`${label} ${keywords}`)}`.includes(` ${text}`);
  return choices.findIndex(begins);
}

/** Without case and marks, for comparing. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .toLowerCase();
}
