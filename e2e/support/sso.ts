import { handleOidcBegin, handleOidcCallback } from '#lib/http/oidc-handler.ts';
import { CookieJar } from './cookie-jar.ts';
import { HOST, ORIGIN } from './people.ts';

/** What a sign-in by a provider ended with: the page that the browser is sent to. */
export type Ended = { status: number; location: string };

/** Where the instance of `people.ts` has providers send people back to. */
export function redirectUri(key: string): string {
  return `${ORIGIN}/api/auth/sso/${key}/callback`;
}

/** Presses the button of a provider: where the page then goes. */
export async function beginSso(
  jar: CookieJar,
  key: string,
  body: { next?: string; link?: boolean } = {},
  headers: Record<string, string> = { origin: ORIGIN },
): Promise<{ response: Response; url: string }> {
  const request = new Request(`${ORIGIN}/api/auth/sso/${key}`, {
    method: 'POST',
    headers: { ...browser(jar), 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const response = await handleOidcBegin(request, { params: Promise.resolve({ key }) });
  jar.take(response);
  const { url = '' } = (await response.clone().json()) as { url?: string };
  return { response, url };
}

/** Comes back from a provider with what it gave. */
export async function endSso(jar: CookieJar, address: string): Promise<Ended> {
  const [, key = ''] = /\/sso\/([^/]+)\/callback/.exec(address) ?? [];
  const request = new Request(address, { headers: browser(jar) });
  const response = await handleOidcCallback(request, { params: Promise.resolve({ key }) });
  jar.take(response);
  return { status: response.status, location: response.headers.get('location') ?? '' };
}

function browser(jar: CookieJar): Record<string, string> {
  return { host: HOST, cookie: jar.toString(), 'x-forwarded-for': '192.0.2.3', 'user-agent': 'a browser' };
}
