import { isServer, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from './api-error';

/** What came from the server is fresh for so long; live events make it stale earlier. */
const FRESH_MS = 20_000;

/** A new client a request on the server; one for the page's life in the browser. */
export function getQueryClient(): QueryClient {
  if (isServer) return makeQueryClient();
  browserClient ??= makeQueryClient();
  return browserClient;
}

let browserClient: QueryClient | undefined;

function makeQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: signInAgain }),
    defaultOptions: {
      queries: { staleTime: FRESH_MS, retry: worthRetrying, throwOnError: false },
    },
  });
}

function worthRetrying(failures: number, error: Error): boolean {
  const hopeless = error instanceof ApiError && error.status >= 400 && error.status < 500;
  return !hopeless && failures < 1;
}

/** A session that ended while the page was open: sign in, and come back here. */
function signInAgain(error: Error): void {
  if (isServer || !(error instanceof ApiError) || error.status !== 401) return;
  if (location.pathname === '/sign-in') return;
  location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
}
