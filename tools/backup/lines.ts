const NEWLINE = 10;

/** Ends of line in a piece of text: COPY ends each row with one and writes those in values otherwise. */
export function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === NEWLINE) lines++;
  return lines;
}
