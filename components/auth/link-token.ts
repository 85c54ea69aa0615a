'use client';
import { useSyncExternalStore } from 'react';

/** Of an invite, while somebody who has an account signs in for it. */
const KEPT = 'lighter.link';

/**
 * What stands behind the `#` of a link that works once: browsers send it to no server, so no log has it. Null until the page is
 * alive; '' when there is none.
 */
export function useLinkToken(): string | null {
  return useSyncExternalStore(subscribe, read, () => null);
}

/** Keeps the token in this tab, for the page to be come back to without it in the address. */
export function keepLinkToken(token: string): void {
  sessionStorage.setItem(KEPT, token);
}

export function forgetLinkToken(): void {
  sessionStorage.removeItem(KEPT);
}

function read(): string {
  return location.hash.slice(1) || (sessionStorage.getItem(KEPT) ?? '');
}

function subscribe(changed: () => void): () => void {
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
}
