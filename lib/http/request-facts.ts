import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';

/** The id that the gateway gave the request (in its answer and in all logs), else a new one. */
export function requestIdOf(headers: Headers): string {
  const given = headers.get('x-request-id');
  return given !== null && REQUEST_ID.test(given) ? given : randomUUID();
}

/** The client's address, as the gateway determined it; null when not known. */
export function addressOf(headers: Headers): string | null {
  const first = headers.get('x-forwarded-for')?.split(',')[0]?.trim() ?? '';
  return isIP(first) ? first : null;
}

const REQUEST_ID = /^[A-Za-z0-9_.-]{1,64}$/;
