import type { RunningProcess } from './process.ts';

/** A server that the project leans on: found, or started by us. */
export interface Service {
  url: string;
  /** What it is, for a line of progress. */
  title: string;
  /** Where it is ours: the process, and how to start it again on the same address should it die. */
  own?: { running: RunningProcess; start: () => RunningProcess };
}
