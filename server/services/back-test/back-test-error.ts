import type { Fault } from '../../../shared/domain/targeting/fault.ts';

/** Why a back-test gives no answer: never a part of one. */
export type BackTestFault =
  /** The condition or its place is wrong; the faults say where. */
  | 'invalid-profile'
  /** More declarations wait for the archive than can be read from the database in time. */
  | 'archive-behind'
  /** A file of the archive is missing, or it has no folder here. */
  | 'archive-unreadable'
  | 'back-test-too-long'
  /** The same person has asked for another since. */
  | 'superseded'
  | 'too-many-back-tests';

export class BackTestError extends Error {
  override name = 'BackTestError';
  readonly fault: BackTestFault;
  readonly faults: readonly Fault[] | undefined;

  constructor(
    fault: BackTestFault,
    message: string,
    options: { faults?: readonly Fault[]; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.fault = fault;
    this.faults = options.faults;
  }
}
