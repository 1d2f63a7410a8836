/** What goes wrong in Tidewaiter itself and raises an alarm of the kind `system`. */
export const SYSTEM_FAULTS = ['evaluation-error', 'batch-failing', 'ruleset-guard'] as const;

export type SystemFault = (typeof SYSTEM_FAULTS)[number];

/** Cause key of a fault; each profile's own where it lies with one. */
export function faultCause(fault: SystemFault, profileCode?: string): string {
  return profileCode === undefined ? `system:${fault}` : `system:${fault}@profile:${profileCode}`;
}

/** The fault that a cause key names; null for a profile's alarm and for a fault that this version does not know. */
export function faultOf(cause: string): SystemFault | null {
  const name = /^system:([^@]+)/.exec(cause)?.[1];
  return SYSTEM_FAULTS.find((fault) => fault === name) ?? null;
}
