import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { cache } from 'react';
import type { UserPrincipal } from '#lib/auth/authenticate.ts';
import { sessionPrincipal } from '#lib/auth/sessions.ts';
import { ANONYMOUS, type Principal } from '#lib/policies/can.ts';
import { requestOrigin } from './origin.ts';
import { PATH_HEADER } from './path-header.ts';
import { safeNext } from './safe-next.ts';
import { sessionIdOf } from './session-cookie.ts';

/** Who looks at the page; asked once a request. */
export const pagePrincipal = cache(async (): Promise<Principal> => {
  const sid = await sessionIdOf(await headers());
  return (sid === null ? null : await sessionPrincipal(sid)) ?? ANONYMOUS;
});

/** For pages that need somebody: others are sent to sign in, and come back here. */
export async function requirePage(): Promise<UserPrincipal> {
  const principal = await pagePrincipal();
  if (principal.kind === 'user') return principal;
  const here = await pagePath();
  redirect(here === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(here)}`);
}

/** For the pages of system administrators: to others they are not there. */
export async function requireAdminPage(): Promise<UserPrincipal> {
  const principal = await requirePage();
  if (!principal.admin) notFound();
  return principal;
}

/** The session that the page was asked for with; null when signed out. */
export async function pageSessionId(): Promise<string | null> {
  return await sessionIdOf(await headers());
}

/** `https://registry.example.com`: the address that the browser used, and so the one for the commands we show. */
export async function pageOrigin(): Promise<string> {
  return requestOrigin(await headers());
}

/** Path and query of the page asked for. */
export async function pagePath(): Promise<string> {
  return safeNext((await headers()).get(PATH_HEADER));
}
