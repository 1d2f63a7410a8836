import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { api, ApiError, whenSessionLost } from './api.ts';
import { connection } from './connection.svelte.ts';

const fetched = vi.fn<typeof fetch>();
const answer = (status: number, body: string, headers: Record<string, string> = {}) =>
  fetched.mockResolvedValueOnce(new Response(body, { status, headers }));
const failure = async (promise: Promise<unknown>): Promise<ApiError> => {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (!(error instanceof ApiError)) throw new Error(`no ApiError: ${String(error)}`);
  return error;
};

beforeEach(() => {
  vi.stubGlobal('fetch', fetched);
});
afterEach(() => {
  fetched.mockReset();
  vi.unstubAllGlobals();
  whenSessionLost(() => undefined);
});

describe('a request', () => {
  test('sends and reads JSON, with this site’s cookies alone', async () => {
    answer(200, '{"id":7}');
    await expect(api.post('/api/things', { name: 'a' })).resolves.toEqual({ id: 7 });
    const [path, init] = fetched.mock.lastCall!;
    expect(path).toBe('/api/things');
    expect(init).toMatchObject({ method: 'POST', credentials: 'same-origin', body: '{"name":"a"}' });
  });

  test('that is answered by nothing gives nothing', async () => {
    fetched.mockResolvedValueOnce(new Response(null, { status: 204 }));
    await expect(api.delete('/api/things/7')).resolves.toBeUndefined();
    expect(fetched.mock.lastCall?.[1]).not.toHaveProperty('body');
  });
});

describe('an error', () => {
  test.each([
    ['this server’s', 403, '{"error":{"code":"no-right","message":"x"}}', 'no-right'],
    ['the sign-in’s', 401, '{"code":"INVALID_EMAIL_OR_PASSWORD","message":"x"}', 'INVALID_EMAIL_OR_PASSWORD'],
    ['a proxy’s', 502, '<html>', 'unavailable'],
    ['a limit’s', 429, '', 'too-many-requests'],
    ['any other', 418, '"?"', 'http-418'],
  ])('of %s making', async (_whose, status, body, code) => {
    answer(status, body);
    const error = await failure(api.get('/api/x'));
    expect([error.status, error.code]).toEqual([status, code]);
  });

  test.each([
    [{ 'retry-after': '30' }, 30],
    [{ 'x-retry-after': '9' }, 9],
    [{ 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, null],
    [{}, null],
  ])('says when to try again: %j', async (headers, seconds) => {
    answer(429, '{"error":{"code":"too-many-requests","message":"x"}}', headers);
    expect((await failure(api.get('/api/x'))).retryAfterSeconds).toBe(seconds);
  });

  test('without an answer is that of being offline, until one comes', async () => {
    fetched.mockRejectedValueOnce(new TypeError('Failed to fetch'));
    const error = await failure(api.get('/api/x'));
    expect([error.status, error.code, connection.reachable]).toEqual([0, 'offline', false]);
    answer(404, '');
    await failure(api.get('/api/x'));
    expect(connection.reachable).toBe(true);
  });

  test('of a request that was given up is no fault of the connection', async () => {
    const given = new AbortController();
    given.abort();
    fetched.mockRejectedValueOnce(given.signal.reason);
    await expect(api.get('/api/x', { signal: given.signal })).rejects.toBe(given.signal.reason);
    expect(connection.reachable).toBe(true);
  });
});

test.each([
  [401, '{"error":{"code":"not-signed-in","message":"x"}}', 1],
  [401, '{"code":"INVALID_EMAIL_OR_PASSWORD","message":"x"}', 0],
  [403, '{"error":{"code":"no-right","message":"x"}}', 0],
])('%i %s ends the session %i times', async (status, body, times) => {
  const lost = vi.fn();
  whenSessionLost(lost);
  answer(status, body);
  await failure(api.get('/api/x'));
  expect(lost).toHaveBeenCalledTimes(times);
});
