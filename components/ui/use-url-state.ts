'use client';
import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback } from 'react';
import { withParams } from './with-params';

/** The query of the address, as state: a change is shown at once, costs no round trip, and Back undoes what was pushed. */
export function useUrlState() {
  const params = useSearchParams();
  const pathname = usePathname();
  const change = useCallback(
    (changes: Record<string, string | null>, how: 'push' | 'replace' = 'replace') => {
      const address =
        pathname + withParams(new URLSearchParams(window.location.search), changes) + window.location.hash;
      if (how === 'push') window.history.pushState(null, '', address);
      else window.history.replaceState(null, '', address);
    },
    [pathname],
  );
  return { get: (name: string) => params.get(name), change };
}
