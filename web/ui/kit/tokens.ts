/** Tokens that are shown one by one; of the rest, how many they are. */
export const SHOWN_TOKENS = 60;

/** What was typed or pasted as values: lines, columns, and what commas or semicolons part. */
export function splitTokens(text: string): string[] {
  return text
    .split(/[\n\r\t,;\uff0c\uff1b\u3001]/)
    .map((token) => token.trim())
    .filter((token) => token !== '');
}

/** The values with new ones behind them, each once. */
export function addTokens(values: readonly string[], added: readonly string[]): string[] {
  return [...new Set([...values, ...added])];
}
