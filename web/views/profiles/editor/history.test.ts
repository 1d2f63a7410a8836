import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beginHistory, endStep, noteChange, redo, undo } from './history.ts';

test('typing on is one step, until something else is changed or the step is ended', () => {
  let history = noteChange(beginHistory('a'), 'ab', 'field');
  history = noteChange(history, 'abc', 'field');
  history = noteChange(endStep(history), 'abcd', 'field');
  expect(undo(history).present).toBe('abc');
  expect(undo(undo(history)).present).toBe('a');
  expect(undo(undo(undo(history))).present).toBe('a');
});

test('what was undone is gone once something else is done', () => {
  const history = noteChange(undo(noteChange(beginHistory(1), 2)), 3);
  expect(redo(history)).toEqual(history);
  expect(undo(history).present).toBe(1);
});

test('undoing all leads back to the beginning, and doing all again to the end', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ value: fc.string(), about: fc.constantFrom(null, 'a', 'b') })),
      (changes) => {
        let history = beginHistory('begin');
        for (const { value, about } of changes) history = noteChange(history, value, about);
        const end = history.present;
        while (history.past.length > 0) history = undo(history);
        expect(history.present).toBe('begin');
        while (history.future.length > 0) history = redo(history);
        expect(history.present).toBe(end);
      },
    ),
  );
});
