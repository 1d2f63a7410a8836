import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CODE_ALPHABET, CODE_LENGTH, drawCode, readCode, showCode } from './enrolment-code.ts';

const draws = fc.array(fc.nat({ max: CODE_ALPHABET.length - 1 }), {
  minLength: CODE_LENGTH,
  maxLength: CODE_LENGTH,
});

it('has no two characters that are taken for each other', () => {
  for (const alike of ['0OQ', '1IL', '2Z', '5S', '6G', '8B', 'UV']) {
    expect([...alike].filter((character) => CODE_ALPHABET.includes(character)).length).toBeLessThan(2);
  }
  expect(new Set(CODE_ALPHABET).size).toBe(CODE_ALPHABET.length);
  expect(CODE_ALPHABET).toMatch(/^[0-9A-Z]+$/);
});

it('is read back however it is typed', () => {
  fc.assert(
    fc.property(draws, (values) => {
      const left = [...values];
      const code = drawCode(() => left.shift()!);
      expect(code).toHaveLength(CODE_LENGTH);
      expect(showCode(code)).toMatch(/^.{4}-.{4}$/);
      for (const typed of [
        code,
        showCode(code),
        showCode(code).toLowerCase(),
        ` ${code.slice(0, 4)} ${code.slice(4)} `,
      ]) {
        expect(readCode(typed)).toBe(code);
      }
    }),
  );
});

it('asks for each draw within the alphabet', () => {
  const asked: number[] = [];
  drawCode((below) => {
    asked.push(below);
    return 0;
  });
  expect(asked).toEqual(Array.from({ length: CODE_LENGTH }, () => CODE_ALPHABET.length));
});

it.each(['', 'ACDE', 'ACDE-FHJK-M', 'ACDE-FHJ0', 'ACDE-FHJÄ', 'ACDE_FHJK'])(
  'reads no code in %j',
  (typed) => {
    expect(readCode(typed)).toBeNull();
  },
);
