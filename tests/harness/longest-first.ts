import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take far longer than their size tells: by size alone, one lane would end with them while others idle. */
const LONGEST = ['pipeline', 'import', 'attacks', 'webhooks', 'keys', 'crash'].map(
  (name) => `integration/${name}.test.ts`,
);

/** Runs files as Vitest orders them, by their last duration or else by size, after those known to take longest. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const known = LONGEST.findIndex((file) => moduleId.endsWith(file));
      return known === -1 ? LONGEST.length : known;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
