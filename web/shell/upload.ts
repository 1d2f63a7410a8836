import { readAnswer, unanswered } from './api.ts';
import { connection } from './connection.svelte.ts';

/**
 * Sends a file as the body of a `POST` to this page's own server and tells how much of it is sent, 0 to 1; throws
 * `ApiError`. `fetch` does not say how far it has come.
 */
export function upload<T>(path: string, file: Blob, onprogress: (sent: number) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('content-type', file.type);
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      if (total > 0) onprogress(loaded / total);
    });
    request.addEventListener('load', () => {
      connection.noteAnswer();
      const { status, statusText, responseText } = request;
      const retryAfter = request.getResponseHeader('retry-after');
      const answer = new Response(responseText === '' ? null : responseText, {
        status,
        statusText,
        ...(retryAfter !== null && { headers: { 'retry-after': retryAfter } }),
      });
      readAnswer<T>(answer).then(resolve, reject);
    });
    for (const failure of ['error', 'abort', 'timeout'] as const) {
      request.addEventListener(failure, () => reject(unanswered()));
    }
    request.send(file);
  });
}
