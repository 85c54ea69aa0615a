import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { AppError } from '#lib/errors/app-error.ts';

const argon2Async = promisify(argon2);

/** Argon2id at the least that OWASP asks for (Password Storage Cheat Sheet: 19 MiB, 2 passes, 1 lane); about 50 ms of one core. */
const PARAMETERS = { memory: 19_456, passes: 2, parallelism: 1 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** At once a process: each takes 19 MiB and one of libuv's four threads, which files and names need too. */
const MAX_RUNNING = 2;
/** What waits beyond this would wait longer than clients do (about 6 s). */
const MAX_WAITING = 200;
const RETRY_AFTER = 5;

/**
 * The argon2id hash of `password` in PHC format (`$argon2id$v=19$m=…,t=…,p=…$salt$hash`), with a salt of its own.
 * @throws AppError TOOMANYREQUESTS when too many wait already
 */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, { ...PARAMETERS, salt, length: HASH_BYTES });
  return format(salt, hash);
}

/**
 * Whether `password` is the one of `stored`. With null (no such user) it takes the same time and says no, so that
 * names can't be told by the clock.
 * @throws AppError TOOMANYREQUESTS when too many wait already
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  const known = stored === null ? null : parse(stored);
  const { hash, ...parameters } = known ?? DECOY;
  const derived = await derive(password, { ...parameters, length: hash.length });
  return timingSafeEqual(derived, hash) && known !== null;
}

type Parameters = { memory: number; passes: number; parallelism: number; salt: Buffer };

const DECOY = { ...PARAMETERS, salt: randomBytes(SALT_BYTES), hash: randomBytes(HASH_BYTES) };

const PHC =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{16,86})$/;

function parse(stored: string): (Parameters & { hash: Buffer }) | null {
  const [, memory, passes, parallelism, salt, hash] = PHC.exec(stored) ?? [];
  if (!salt || !hash) return null;
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
}

function format(salt: Buffer, hash: Buffer): string {
  const { memory, passes, parallelism } = PARAMETERS;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(hash)}`;
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

async function derive(
  password: string,
  { salt, length, ...cost }: Parameters & { length: number },
): Promise<Buffer> {
  const free = await enter();
  try {
    // NFKC, so that a password typed on another keyboard or system is the same bytes (NIST SP 800-63B 3.1.1.2).
    const message = Buffer.from(password.normalize('NFKC'), 'utf8');
    return await argon2Async('argon2id', { ...cost, message, nonce: salt, tagLength: length });
  } finally {
    free();
  }
}

let running = 0;
const waiting: (() => void)[] = [];

async function enter(): Promise<() => void> {
  if (running < MAX_RUNNING) running++;
  else await queue();
  return leave;
}

async function queue(): Promise<void> {
  if (waiting.length >= MAX_WAITING) {
    throw new AppError('TOOMANYREQUESTS', 'Too many sign-ins at once. Try again in a few seconds.', {
      retryAfter: RETRY_AFTER,
    });
  }
  await new Promise<void>((resolve) => waiting.push(resolve));
}

/** Hands the place to the one who waits longest, if any. */
function leave(): void {
  const next = waiting.shift();
  if (next) next();
  else running--;
}
