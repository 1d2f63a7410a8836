import { z } from 'zod';
import { EXTENTS } from '../../../shared/domain/control/deviation.ts';
import { DISCREPANCY_KINDS, FINDING_RESULTS } from '../../../shared/domain/control/finding.ts';
import { DISPOSITIONS } from '../../../shared/domain/control/order-machine.ts';
import type { FindingForm } from './finding-form.ts';

const PREFIX = 'tidewaiter-finding:';
/** A draft that nobody came back to for so long is dropped, ms. */
const KEPT_MS = 30 * 86_400_000;

const seizure = z.strictObject({
  goods: z.string(),
  quantity: z.string(),
  unit: z.string(),
  value: z.string(),
  currency: z.string(),
});
const form = z.strictObject({
  extent: z.enum(EXTENTS),
  result: z.enum([...FINDING_RESULTS, '']),
  discrepancies: z.array(
    z.strictObject({
      id: z.number(),
      kind: z.enum([...DISCREPANCY_KINDS, '']),
      itemNo: z.string(),
      declared: z.string(),
      found: z.string(),
      duty: z.string(),
      note: z.string(),
      seizure: seizure.nullable(),
    }),
  ),
  disposition: z.enum([...DISPOSITIONS, '']),
  reason: z.string(),
});
const draft = z.strictObject({ savedAt: z.number(), form });

/** A finding that has been filled in and not sent. */
export interface Draft {
  /** When it was last kept, ms. */
  savedAt: number;
  form: FindingForm;
}

/** What drafts are kept in: the part of the browser's storage that is used. */
export type DraftStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** The drafts of one person on this device, each under its order. Storage that refuses keeps nothing, and says so. */
export class Drafts {
  readonly #storage: DraftStorage;
  readonly #prefix: string;

  constructor(storage: DraftStorage, personId: string) {
    this.#storage = storage;
    this.#prefix = `${PREFIX}${personId}:`;
  }

  /** Null where none is kept, or one that this version of the page cannot read. */
  read(order: string): Draft | null {
    try {
      return parseDraft(this.#storage.getItem(this.#prefix + order));
    } catch {
      return null;
    }
  }

  /** Whether it could be kept. */
  keep(order: string, kept: Draft): boolean {
    try {
      this.#storage.setItem(this.#prefix + order, JSON.stringify(kept));
      return true;
    } catch {
      return false;
    }
  }

  drop(order: string): void {
    try {
      this.#storage.removeItem(this.#prefix + order);
    } catch {
      // Nothing was kept then.
    }
  }

  /** Drops what was left behind, by whomever: drafts hold what traders declared. `now` in ms. */
  dropOld(now: number): void {
    try {
      const keys = Array.from({ length: this.#storage.length }, (_, i) => this.#storage.key(i));
      for (const key of keys) {
        if (key === null || !key.startsWith(PREFIX)) continue;
        const kept = parseDraft(this.#storage.getItem(key));
        if (kept === null || kept.savedAt < now - KEPT_MS) this.#storage.removeItem(key);
      }
    } catch {
      // Nothing was kept then.
    }
  }
}

function parseDraft(text: string | null): Draft | null {
  if (text === null) return null;
  try {
    const read = draft.safeParse(JSON.parse(text));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}
