/** What goes wrong in Tidewaiter itself and raises an alarm of the kind `system`. */
export const SYSTEM_FAULTS = [
  'evaluation-error',
  'batch-failing',
  'ruleset-guard',
  'ruleset-unusable',
  'intake-backlog',
  'decision-latency',
  'worker-lost',
] as const;

export type SystemFault = (typeof SYSTEM_FAULTS)[number];

/** Cause key of a fault; its own for each profile and each ruleset version that it lies with. */
export function faultCause(
  fault: SystemFault,
  { profile, ruleset }: { profile?: string; ruleset?: number } = {},
): string {
  const ofProfile = profile === undefined ? '' : `@profile:${profile}`;
  return `system:${fault}${ofProfile}${ruleset === undefined ? '' : `@ruleset:${ruleset}`}`;
}
