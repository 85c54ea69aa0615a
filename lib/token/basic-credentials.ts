import { AppError } from '#lib/errors/app-error.ts';

export type Credentials = { name: string; password: string };

/** Of a whole header: longer ones are no name and password of ours. */
const MAX_LENGTH = 4096;

/** Reads `Authorization: Basic …` (RFC 7617, UTF-8); null for other schemes. @throws AppError UNAUTHORIZED for a malformed one */
export function parseBasic(authorization: string): Credentials | null {
  const [, encoded] = /^basic +([A-Za-z0-9+/_-]+={0,2}) *$/i.exec(authorization) ?? [];
  if (encoded === undefined) {
    if (/^basic\b/i.test(authorization)) throw malformed();
    return null;
  }
  if (encoded.length > MAX_LENGTH) throw malformed();
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0 || text.includes('\0')) throw malformed();
  return { name: text.slice(0, colon), password: text.slice(colon + 1) };
}

function malformed(): AppError {
  return new AppError(
    'UNAUTHORIZED',
    'The Authorization header is malformed: send "Basic", and name:password in base64.',
  );
}
