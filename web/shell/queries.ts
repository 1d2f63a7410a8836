import { QueryClient } from '@tanstack/svelte-query';
import { ApiError } from './api.ts';

/** How long an answer counts as fresh, ms: a view opened again within it shows what it had. */
const FRESH_MS = 15_000;

/** Fetches, keeps and renews what views show. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      // Without a network a request fails at once and says so; it does not wait in silence.
      networkMode: 'always',
      retry: (failures, error) => failures < 2 && isPassing(error),
      retryDelay: (failures) => 500 * 2 ** failures,
    },
    mutations: { networkMode: 'always', retry: false },
  },
});

/** Refusals stay refusals; servers that restart come back. */
function isPassing(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 503 || error.status === 502 || error.status === 504);
}
