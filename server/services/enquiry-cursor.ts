import { z } from 'zod';
import { AUDIT_KINDS } from '../../shared/contract/audit.ts';
import { searchInstant } from '../../shared/contract/enquiry.ts';
import { RequestError } from '../http/errors.ts';

const rowKey = z.tuple([
  searchInstant,
  z
    .string()
    .max(64)
    .regex(/^[\w./-]+$/),
  z
    .int()
    .min(1)
    .max(2 ** 31 - 1),
]);
const orderKey = z.tuple([
  z.int().min(0).max(1),
  z.number(),
  searchInstant,
  z.string().min(1).max(64),
  z.int().min(1).max(1_000_000),
]);
const eventKey = z.tuple([searchInstant, z.string().regex(/^\d{1,18}$/)]);

const auditKey = z.strictObject({
  at: searchInstant,
  kind: z.enum(AUDIT_KINDS),
  id: z.string().regex(/^\d{1,18}$/),
});

/** Place in a list as clients hand it back: opaque to them, checked by us. */
function cursorOf<T>(schema: z.ZodType<T>) {
  return {
    write: (key: T): string => Buffer.from(JSON.stringify(key)).toString('base64url'),
    read: (text: string): T => {
      try {
        return schema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
      } catch {
        throw new RequestError(400, 'invalid-query', 'cursor: expected the `next` of the page before');
      }
    },
  };
}

const alarmKey = z.tuple([z.int().min(1).max(4), searchInstant, z.string().regex(/^\d{1,18}$/)]);

const groupMemberKey = z.tuple([...rowKey.def.items, z.string().regex(/^\d{1,18}$/)]);

export const declarationCursor = cursorOf(rowKey);
/** Urgency, instant of the last call and id of an alarm. */
export const alarmCursor = cursorOf(alarmKey);
/** Instant, number and version of a declaration behind an alarm. */
export const memberCursor = cursorOf(rowKey);
/** The same and the id of the alarm, of a declaration behind alarms with a common cause. */
export const groupMemberCursor = cursorOf(groupMemberKey);
export const eventCursor = cursorOf(eventKey);
export const auditCursor = cursorOf(auditKey);
export const orderCursor = cursorOf(orderKey);
