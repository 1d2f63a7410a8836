import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { fileTypeFromBuffer } from 'file-type';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import {
  ATTACHMENT_TYPES,
  MAX_ATTACHMENT_BYTES,
  MAX_ATTACHMENTS,
  type AttachmentType,
  type OrderDetail,
} from '../../shared/contract/orders.ts';
import { addAttachment, countAttachments } from '../../shared/platform/stores/attachment.store.ts';
import { TooManyRequestsError } from '../access/address-limit.ts';
import { RequestError } from '../http/errors.ts';
import type { Looker } from './look-ups.service.ts';
import type { OrdersService } from './orders.service.ts';

/** Files of one person a minute; somebody with a tablet photographs far fewer. */
const FILES_A_MINUTE = 60;
/** Files held in memory at once, all people together. */
const MOST_AT_ONCE = 8;
/** Bytes that tell the type: what follows is never looked at, whatever it pretends. */
const SAMPLE_BYTES = 4100;

/** A file on its way to an order. */
export interface SentFile {
  declarationNo: string;
  version: number;
  name: string;
  itemNo: number | undefined;
  /** As the sender declares them. */
  type: string | undefined;
  length: string | undefined;
  body: Readable;
}

/** Takes photographs and documents in: by what their bytes are, and each content once. */
export class OrderAttachments {
  readonly #orders: OrdersService;
  readonly #limit = new RateLimiterMemory({ points: FILES_A_MINUTE, duration: 60 });
  #underWay = 0;

  constructor(orders: OrdersService) {
    this.#orders = orders;
  }

  async add(looker: Looker, file: SentFile): Promise<OrderDetail> {
    await this.#limit.consume(looker.caller.identity.id).catch((refused: RateLimiterRes | Error) => {
      if (refused instanceof Error) throw refused;
      throw new TooManyRequestsError(
        `more than ${FILES_A_MINUTE} files a minute`,
        Math.max(1, Math.ceil(refused.msBeforeNext / 1000)),
      );
    });
    if (this.#underWay >= MOST_AT_ONCE) throw new TooManyRequestsError('other files are being taken in', 2);
    this.#underWay++;
    try {
      return await this.#take(looker, file);
    } finally {
      this.#underWay--;
    }
  }

  async #take(looker: Looker, file: SentFile): Promise<OrderDetail> {
    const declared = typeNamed(file.type);
    const content = await readWhole(file.body, file.length);
    const type = await typeOf(content, declared);
    const sha256 = createHash('sha256').update(content).digest();
    const { id, name } = looker.caller.identity;
    const { declarationNo, version, itemNo } = file;
    return this.#orders.do(looker, { declarationNo, version }, (order, client) => {
      if (itemNo !== undefined && !order.itemNos.includes(itemNo)) return 'unknown-item';
      return {
        deed: { action: 'attach', by: id },
        reason: null,
        detail: { name: file.name, type, bytes: content.length, sha256: sha256.toString('hex') },
        write: async () => {
          if ((await countAttachments(client, order)) >= MAX_ATTACHMENTS) return 'too-many-attachments';
          const by = { id, name };
          const added = { sha256, content, name: file.name, type, itemNo: itemNo ?? null, by };
          return (await addAttachment(client, order, added)) ? null : 'already-attached';
        },
      };
    });
  }
}

function typeNamed(type: string | undefined): AttachmentType {
  const named = type?.split(';')[0]?.trim().toLowerCase();
  const known = ATTACHMENT_TYPES.find((one) => one === named);
  if (known !== undefined) return known;
  throw new RequestError(
    415,
    'unsupported-media-type',
    `expected a file of the type ${ATTACHMENT_TYPES.join(', ')}`,
  );
}

/** The type that the bytes are of; it must be the one declared. */
async function typeOf(content: Buffer, declared: AttachmentType): Promise<AttachmentType> {
  const found = (await fileTypeFromBuffer(content.subarray(0, SAMPLE_BYTES)))?.mime;
  if (found === declared) return declared;
  throw new RequestError(
    415,
    'wrong-file-type',
    `the file is declared as ${declared} and is ${found ?? 'of no known type'}`,
  );
}

/** Reads no further than the limit, whatever length was declared. */
async function readWhole(body: Readable, length: string | undefined): Promise<Buffer> {
  if (Number(length ?? 0) > MAX_ATTACHMENT_BYTES) throw tooLarge();
  const parts: Buffer[] = [];
  let bytes = 0;
  // Left open: the rest of a refused body is thrown away before the answer, so that its sender hears it.
  for await (const part of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > MAX_ATTACHMENT_BYTES) throw tooLarge();
    parts.push(part);
  }
  if (bytes === 0) throw new RequestError(400, 'invalid-body', 'the file is empty');
  return Buffer.concat(parts);
}

function tooLarge(): RequestError {
  return new RequestError(413, 'body-too-large', `a file has at most ${MAX_ATTACHMENT_BYTES} bytes`);
}
