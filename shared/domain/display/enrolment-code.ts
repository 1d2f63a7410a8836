/** Characters of a code: none that is taken for another on a wall, such as 0 and O, 1 and I, 2 and Z, 5 and S, 6 and G. */
export const CODE_ALPHABET = '34679ACDEFHJKMNPRTWXY';

export const CODE_LENGTH = 8;

/** How long a code can be confirmed, s. */
export const CODE_SECONDS = 600;

/** A new code; `draw` gives an integer from 0 to `below` − 1 that nobody can foretell. */
export function drawCode(draw: (below: number) => number): string {
  return Array.from({ length: CODE_LENGTH }, () => CODE_ALPHABET[draw(CODE_ALPHABET.length)]).join('');
}

/** A code as it is shown: `XXXX-XXXX`. */
export function showCode(code: string): string {
  return `${code.slice(0, CODE_LENGTH / 2)}-${code.slice(CODE_LENGTH / 2)}`;
}

/** The code somebody typed, whatever the case and what stands between; null where it cannot be one. */
export function readCode(typed: string): string | null {
  const code = typed.toUpperCase().replaceAll(/[\s\u2010-\u2015-]/g, '');
  return code.length === CODE_LENGTH && [...code].every((character) => CODE_ALPHABET.includes(character))
    ? code
    : null;
}
