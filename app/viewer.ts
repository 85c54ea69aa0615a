import { cache } from 'react';
import { pageOrigin, pagePrincipal } from '#lib/http/page.ts';
import { getMe } from '#lib/services/get-me.ts';
import type { Viewer } from '@/components/api/viewer';

/** Who looks at the page, and where, as the commands on it name it; asked once a request. */
export const pageViewer = cache(async (): Promise<Viewer> => {
  const principal = await pagePrincipal();
  const origin = await pageOrigin();
  return {
    me: principal.kind === 'user' ? await getMe(principal) : null,
    origin,
    registryHost: new URL(origin).host,
  };
});
