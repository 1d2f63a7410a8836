/** The steps of `npm test`, in the order they run. */
export const STEPS = [
  'messages',
  'lint',
  'format',
  'unused',
  'audit',
  'types',
  'build',
  'unit',
  'integration',
  'browser',
] as const;

export type StepName = (typeof STEPS)[number];

/** Steps that read the compiled messages: asked for alone, they compile them first. */
const READ_MESSAGES: readonly StepName[] = ['unused', 'types', 'build', 'unit'];

/** Steps of one thread each that need nothing of one another, the quickest to fail first, then the longest. */
const SIDE_BY_SIDE: readonly StepName[] = ['lint', 'types', 'format', 'build', 'unused', 'audit'];

/** What runs one turn after another: a step by itself, or several of which two may run at a time. */
export function turnsOf(steps: readonly StepName[]): StepName[][] {
  const beside = SIDE_BY_SIDE.filter((step) => steps.includes(step));
  const turns: StepName[][] = [];
  for (const step of steps) {
    if (!beside.includes(step)) turns.push([step]);
    else if (!turns.includes(beside)) turns.push(beside);
  }
  return turns;
}

export const USAGE = `usage: npm test [-- [--only STEP,…] [arguments for vitest…]]
steps, in order: ${STEPS.join(', ')}
  npm test -- --only unit,integration
  npm test -- --only integration sweeper -t 'killed'
CI=true makes a missing Redis or Chromium a failure. TEST_DATABASE_URL and TEST_REDIS_URL name servers to use
instead of those that are started for the tests; TIDEWAITER_QUEUE=postgres leaves Redis out.`;

/** What the command line asks for. */
export type TestArguments =
  | { kind: 'run'; only: StepName[] | undefined; extra: string[] }
  | { kind: 'help'; fault: string | undefined };

function isStep(name: string): name is StepName {
  return (STEPS as readonly string[]).includes(name);
}

/** Reads `npm test -- …`; what it does not know goes to vitest. Steps keep their order, however they are named. */
export function parseTestArguments(args: readonly string[]): TestArguments {
  const extra: string[] = [];
  let only: StepName[] | undefined;
  for (let i = 0; i < args.length; i++) {
    const argument = args[i] ?? '';
    if (argument === '--help') return { kind: 'help', fault: undefined };
    if (argument !== '--only' && !argument.startsWith('--only=')) {
      extra.push(argument);
      continue;
    }
    const list = argument === '--only' ? (args[++i] ?? '') : argument.slice('--only='.length);
    const names = list.split(',').map((name) => name.trim());
    const unknown = names.find((name) => !isStep(name));
    if (unknown !== undefined) return { kind: 'help', fault: `there is no step '${unknown}'` };
    const compile = READ_MESSAGES.some((step) => names.includes(step));
    only = STEPS.filter((step) => names.includes(step) || (step === 'messages' && compile));
  }
  return { kind: 'run', only, extra };
}
