import { cache } from 'react';
import { pageOrigin, pagePrincipal } from '#lib/http/page.ts';
import { getMe } from '#lib/services/get-me.ts';
import type { Viewer } from '@/components/api/viewer';

/** Who looks at the page, and the host that the commands on it name; asked once a request. */
export const pageViewer = cache(async (): Promise<Viewer> => {
  const principal = await pagePrincipal();
  const { host } = new URL(await pageOrigin());
  return { me: principal.kind === 'user' ? await getMe(principal) : null, registryHost: host };
});
