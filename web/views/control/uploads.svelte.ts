import {
  ATTACHMENT_TYPES,
  MAX_ATTACHMENT_BYTES,
  type AttachmentType,
  type OrderDetail,
} from '../../../shared/contract/orders.ts';
import { connection } from '../../shell/connection.svelte.ts';
import { upload } from '../../shell/upload.ts';
import { thumbnailOf } from './thumbnail.ts';

/** Why a file is not sent at all. */
export type FileFault = 'too-large' | 'wrong-type' | 'empty';

/** A file that was chosen and is not on the server yet. */
export interface Upload {
  id: number;
  file: File;
  itemNo: string;
  /** `data:` address of a small picture. */
  preview: string | null;
  state: 'waiting' | 'sending' | 'failed' | 'refused';
  /** Of the file, 0 to 1. */
  sent: number;
  fault: FileFault | null;
  error: unknown;
}

/** What of a file can be told before it is sent. */
export function fileFault({ size, type }: Pick<File, 'size' | 'type'>): FileFault | null {
  if (!ATTACHMENT_TYPES.includes(type as AttachmentType)) return 'wrong-type';
  if (size === 0) return 'empty';
  return size > MAX_ATTACHMENT_BYTES ? 'too-large' : null;
}

/** Sends the files of one order one after the other; what fails waits until somebody sends it again or drops it. */
export class Uploads {
  all: readonly Upload[] = $state.raw([]);
  #last = 0;
  #sending = false;
  readonly #address: (file: File, itemNo: string) => string;
  readonly #onsent: (detail: OrderDetail) => void;

  constructor(address: (file: File, itemNo: string) => string, onsent: (detail: OrderDetail) => void) {
    this.#address = address;
    this.#onsent = onsent;
  }

  /** Whether leaving the page would lose a file that can still be sent. */
  readonly pending = $derived(this.all.some(({ state }) => state !== 'refused'));

  add(files: Iterable<File>, itemNo: string): void {
    for (const file of files) {
      const fault = fileFault(file);
      const id = (this.#last += 1);
      const state = fault === null ? 'waiting' : 'refused';
      this.all = [...this.all, { id, file, itemNo, preview: null, state, sent: 0, fault, error: null }];
      if (fault === null) void thumbnailOf(file).then((preview) => this.#change(id, { preview }));
    }
    void this.#send();
  }

  retry(id: number): void {
    this.#change(id, { state: 'waiting', error: null });
    void this.#send();
  }

  drop(id: number): void {
    this.all = this.all.filter((one) => one.id !== id);
  }

  #change(id: number, change: Partial<Upload>): void {
    this.all = this.all.map((one) => (one.id === id ? { ...one, ...change } : one));
  }

  async #send(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    for (;;) {
      const next = this.all.find(({ state }) => state === 'waiting');
      if (next === undefined) break;
      await this.#sendOne(next);
    }
    this.#sending = false;
  }

  async #sendOne({ id, file, itemNo }: Upload): Promise<void> {
    // Without a server nothing is queued: the officer decides when to try again.
    if (!connection.reachable) {
      this.#change(id, { state: 'failed', error: null });
      return;
    }
    this.#change(id, { state: 'sending', sent: 0 });
    try {
      const detail = await upload<OrderDetail>(this.#address(file, itemNo), file, (sent) =>
        this.#change(id, { sent }),
      );
      this.drop(id);
      this.#onsent(detail);
    } catch (error) {
      this.#change(id, { state: 'failed', error });
    }
  }
}
