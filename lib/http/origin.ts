import { env } from '#lib/env/env.ts';
import { AppError } from '#lib/errors/app-error.ts';

/**
 * The origin (`https://registry.example.com`) that the browser used. `X-Forwarded-Host` and `-Proto` are the gateway's own
 * word, since only the gateway reaches this process; the scheme of a configured public URL with that host wins, for
 * proxies in front that end TLS without being trusted.
 * @throws AppError REQUEST_INVALID without a usable Host
 */
export function requestOrigin(headers: Headers): string {
  const host = headers.get('x-forwarded-host') ?? headers.get('host') ?? '';
  const scheme = headers.get('x-forwarded-proto') === 'https' ? 'https' : 'http';
  const seen = `${scheme}://${host}`;
  if (!HOST.test(host) || !URL.canParse(seen))
    throw new AppError('REQUEST_INVALID', 'The request has no valid Host.');
  const { origin, host: normal } = new URL(seen);
  const { publicUrls } = env();
  if (publicUrls.includes(origin)) return origin;
  return publicUrls.find((url) => new URL(url).host === normal) ?? origin;
}

/** Whether a page of `origin` (the header's value) is one of ours, as seen by a request that came with `headers`. */
export function isOwnOrigin(origin: string, headers: Headers): boolean {
  const own = requestOrigin(headers);
  if (origin === own || env().publicUrls.includes(origin)) return true;
  // A proxy that ends TLS and is not trusted leaves us at http; the way down, from https to http, is never allowed.
  return own.startsWith('http:') && origin === own.replace('http:', 'https:');
}

export function isHttps(headers: Headers): boolean {
  return requestOrigin(headers).startsWith('https:');
}

const HOST = /^[A-Za-z0-9._:[\]-]{1,255}$/;
