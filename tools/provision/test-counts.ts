import { z } from 'zod';

/** Tests by how they ended. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const count = z.number().int().min(0);
const report = z.object({
  numPassedTests: count,
  numFailedTests: count,
  numPendingTests: count,
  numTodoTests: count,
  success: z.boolean(),
});

export function addCounts(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/**
 * The counts of vitest's JSON report. A run that failed without a failing test (a file that does not load, say)
 * counts as one failed; no report at all counts as nothing.
 */
export function readCounts(file: string, read: (file: string) => string): Counts {
  let text: string;
  try {
    text = read(file);
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
  const r = report.parse(JSON.parse(text));
  return {
    passed: r.numPassedTests,
    failed: r.success ? r.numFailedTests : Math.max(1, r.numFailedTests),
    skipped: r.numPendingTests + r.numTodoTests,
  };
}

/** The closing line. */
export function summary(counts: Counts): string {
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
  return `${counts.passed} passed, ${counts.failed} failed${skipped}`;
}
