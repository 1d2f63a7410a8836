import type { Response } from 'express';

/**
 * Sends a file that somebody uploaded: to be kept, never to be shown as a page of ours, and with no way to run anything
 * where a browser shows it all the same.
 */
export function sendAttachment(
  response: Response,
  { name, type, content }: { name: string; type: string; content: Buffer },
): void {
  response
    .status(200)
    .attachment(name)
    // As the bytes say: `attachment` takes it from the name.
    .set({
      'Content-Type': type,
      'Content-Security-Policy': "sandbox; default-src 'none'",
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Resource-Policy': 'same-origin',
    })
    .send(content);
}
