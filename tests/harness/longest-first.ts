import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take far longer than their size tells: by size alone, one lane would end with them while others idle. */
const LONGEST = ['integration/pipeline.test.ts', 'integration/import.test.ts'];

/** Runs files as Vitest orders them, by their last duration or else by size, after those known to take longest. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => LONGEST.some((file) => moduleId.endsWith(file));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
