import { hkdf, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { getSetting, settleSetting } from '#lib/db/settings.ts';
import { env } from '#lib/env/env.ts';
import { AppError } from '#lib/errors/app-error.ts';

const hkdfAsync = promisify(hkdf);

const SETTING = 'instance-secret';
const SECRET_BYTES = 32;
const KEY_BYTES = 32;

let cached: { given: string | undefined; secret: Promise<string>; keys: Map<string, Buffer> } | undefined;

/**
 * The secret that all keys come from: LIGHTER_SECRET, else one made once and kept in Postgres, the same for all replicas.
 * @throws AppError UNAVAILABLE when the database can't be reached
 */
export async function instanceSecret(): Promise<string> {
  const given = env().secret;
  if (!cached || cached.given !== given) {
    const secret = given === undefined ? settle() : Promise.resolve(given);
    const entry = { given, secret, keys: new Map<string, Buffer>() };
    cached = entry;
    // A failure is not kept: the next caller asks again.
    secret.catch(() => {
      if (cached === entry) cached = undefined;
    });
  }
  return await cached.secret;
}

/** 32 bytes for one purpose (`session`, `token`, …), by HKDF-SHA256 (RFC 5869): a key that leaks opens one door only. */
export async function deriveKey(purpose: string): Promise<Buffer> {
  const secret = await instanceSecret();
  const known = cached?.keys.get(purpose);
  if (known) return known;
  const keys = cached?.keys;
  const key = Buffer.from(await hkdfAsync('sha256', secret, '', `lighter/${purpose}`, KEY_BYTES));
  keys?.set(purpose, key);
  return key;
}

async function settle(): Promise<string> {
  const stored =
    (await getSetting(SETTING)) ??
    (await settleSetting(SETTING, randomBytes(SECRET_BYTES).toString('base64url')));
  if (typeof stored === 'string' && stored.length >= SECRET_BYTES) return stored;
  throw new AppError(
    'CONFIG_INVALID',
    'The instance secret in the database is damaged: restore the backup, or set LIGHTER_SECRET.',
  );
}
