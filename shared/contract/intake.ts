import type { Fault } from './declaration.schema.ts';

/** Declarations in one JSON array; longer deliveries are sent as NDJSON. */
export const MAX_ARRAY = 1000;

/** Faulty declarations named one by one in an answer; `rejectedTotal` counts them all. */
export const MAX_REJECTED_NAMED = 10_000;

export interface RejectedDeclaration {
  /** Position in the request, from 0. */
  index: number;
  declarationNo: string | null;
  faults: Fault[];
}

/** Answer to `POST /api/declarations`, sent after the commit that holds what was accepted. */
export interface IntakeReceipt {
  /** First intake batch of the request; null when nothing new came in. */
  batchId: string | null;
  /** All of them: a long NDJSON delivery fills several. */
  batchIds: string[];
  /** New declarations and amendments that will be decided. */
  accepted: number;
  /** Same content as a version already held: answered by the first decision. */
  duplicates: number;
  /** Those of `accepted` that amend a declaration already held. */
  amended: number;
  rejected: RejectedDeclaration[];
  rejectedTotal: number;
}

/** Body of every answer that is an error. `code` is stable, `message` for people. */
export interface ErrorBody {
  error: { code: string; message: string; details?: unknown };
}
