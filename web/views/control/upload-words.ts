import { MAX_ATTACHMENT_BYTES } from '../../../shared/contract/orders.ts';
import { m } from '../../paraglide/messages.js';
import { getLocale } from '../../ui/locale.svelte.ts';
import { deedErrorText } from './refusal.ts';
import type { FileFault, Upload } from './uploads.svelte.ts';

const MEGABYTE = 1024 * 1024;

const FILE_FAULTS: Record<FileFault, () => string> = {
  'too-large': () => m.control_file_too_large({ megabytes: MAX_ATTACHMENT_BYTES / MEGABYTE }),
  'wrong-type': m.control_file_wrong_type,
  empty: m.control_file_empty,
};

/** What the server's refusals of a file mean to a reader. */
const UPLOAD_ERRORS = {
  'body-too-large': FILE_FAULTS['too-large'],
  'unsupported-media-type': m.control_file_wrong_type,
  'wrong-file-type': m.control_file_other_type,
  'invalid-body': m.control_file_empty,
} as const;

/** Why a file is not on the server. */
export function uploadFaultText({ fault, error }: Pick<Upload, 'fault' | 'error'>, timeZone: string): string {
  if (fault !== null) return FILE_FAULTS[fault]();
  if (error === null) return m.control_file_offline();
  return deedErrorText(error, timeZone, UPLOAD_ERRORS);
}

/** A file's size: 820 KB, 3.4 MB. */
export function formatBytes(bytes: number): string {
  const large = bytes >= MEGABYTE;
  return new Intl.NumberFormat(getLocale() === 'zh' ? 'zh-CN' : 'en', {
    style: 'unit',
    unit: large ? 'megabyte' : 'kilobyte',
    maximumFractionDigits: large ? 1 : 0,
  }).format(large ? bytes / MEGABYTE : Math.max(1, bytes / 1024));
}
