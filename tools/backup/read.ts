import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createZstdDecompress } from 'node:zlib';
import { BackupError } from './format.ts';
import { altered, cutOff, notABackup, type Part, ScriptParser } from './parse.ts';

/**
 * Reads a backup as a stream and checks it on the way: compression, structure, counts and checksums. Throws a
 * BackupError where it is no backup, of a format unknown here, cut off or altered.
 */
export async function* readBackup(
  file: string,
  onBytes: (read: number) => void = () => {},
): AsyncGenerator<Part> {
  const parser = new ScriptParser();
  for await (const bytes of decompressed(file, onBytes)) yield* parser.take(bytes);
  parser.finish();
}

/** Frame by frame: an encoder may end a file with an empty one, and Node's decoder stops after the first. */
async function* decompressed(file: string, onBytes: (read: number) => void): AsyncGenerator<Buffer> {
  const { size } = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new BackupError(error.code === 'ENOENT' ? `${file}: there is no such file.` : error.message);
  });
  let start = 0;
  do {
    const source = createReadStream(file, { start, highWaterMark: 256 * 1024 });
    const decompress = createZstdDecompress({ chunkSize: 256 * 1024 });
    source.on('error', (error) => decompress.destroy(error));
    source.pipe(decompress);
    try {
      for await (const bytes of decompress) {
        onBytes(start + decompress.bytesWritten);
        yield bytes as Buffer;
      }
    } catch (error) {
      throw asFault(error as NodeJS.ErrnoException, start > 0);
    } finally {
      source.destroy();
    }
    start += decompress.bytesWritten;
  } while (start < size);
}

function asFault(error: NodeJS.ErrnoException, later: boolean): Error {
  const code = error.code ?? '';
  if (later && (code === 'Z_BUF_ERROR' || code.startsWith('ZSTD_')))
    return altered('something follows its end');
  if (code === 'Z_BUF_ERROR') return cutOff();
  if (code === 'ZSTD_error_prefix_unknown') return notABackup();
  return code.startsWith('ZSTD_') ? altered('it cannot be decompressed') : error;
}
