import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  countAttempt,
  readSignInState,
  recordFailedAttempt,
  recordRightAttempt,
  takeBackAttempt,
  type CountedKey,
  type Wait,
} from '#lib/db/sign-in-failures.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { networkOf } from './network-of.ts';
import { deriveKey } from './secret.ts';

/** Wrong passwords for one name from one address before the next has to wait: room for a person's typing errors. */
const FREE_PER_NAME_AND_ADDRESS = 5;
/** And from one address for any names: an office (or a proxy that is not trusted) behind one address, but no list of names. */
const FREE_PER_ADDRESS = 200;
/**
 * And for one name from all addresses where it has not signed in before, so that a thousand machines are not allowed a thousand times as
 * much. Its user, at an address that they have used, does not notice: nobody can be locked out by others.
 */
const FREE_PER_NAME_ELSEWHERE = 50;
/** Each further one doubles the wait, from one second up to this. Without a further failure all is forgotten after `memory`. */
const LIMITS = { maxWait: 60, memory: 15 * 60 };
/**
 * Wrong codes of a second factor come from who knows the password already, and there are only a million codes: some hundred a day at
 * most (NIST SP 800-63B-4, 3.2.2).
 */
const CODE_LIMITS = { maxWait: 15 * 60, memory: 24 * 60 * 60 };
/** How long an address counts as one where the user signs in, in seconds. */
const PLACE_MEMORY = 90 * 24 * 60 * 60;

/**
 * What makes an attempt wait may be others that are being tried, in other processes too, and turn out right: clients open several
 * connections at once. It is looked at again while the check of a password can last on a busy machine.
 */
const LOOK_AGAIN_MS = 100;
const LOOKS = 30;

/** What is guessed. Right passwords forgive no wrong codes: each kind is counted by itself. */
export type Guessed = 'password' | 'code';

/** What became of an attempt: one of them is to be told. */
export type Attempt = {
  succeeded: () => Promise<void>;
  failed: () => Promise<void>;
  untried: () => Promise<void>;
};

/**
 * Counts an attempt before it is tried, so that many at once are counted too; `succeeded` takes it back. One count in Postgres for all
 * processes and machines; names and addresses are hashed there, since people type passwords in the place of names.
 * @throws AppError TOOMANYREQUESTS with `retryAfter` while this name (from this address, or from all new ones) or this address has to
 * wait; UNAVAILABLE without a database
 */
export async function beginAttempt(
  name: string,
  address: string | null,
  guessed: Guessed = 'password',
): Promise<Attempt> {
  const keys = await keysOf(name, address, guessed);
  const limits = guessed === 'code' ? CODE_LIMITS : LIMITS;
  for (let looks = 1; ; looks++) {
    const { waits, places } = await readSignInState(Object.values(keys).filter((key) => key !== null));
    const counted = countedKeys(keys, keys.place !== null && places.has(keys.place));
    const waiting = counted.flatMap(({ key }) => waits.get(key) ?? []);
    if (waiting.length === 0 && (await countAttempt(counted, limits))) return attemptOf(keys, counted);
    if (waiting.some(({ settled }) => settled) || looks === LOOKS) throw tooMany(waiting, guessed);
    await sleep(LOOK_AGAIN_MS);
  }
}

/** Null where no address is known: then only the name counts, as if all came from one address. */
type Keys = {
  nameAndAddress: string;
  address: string | null;
  nameElsewhere: string | null;
  place: string | null;
};

async function keysOf(name: string, address: string | null, guessed: Guessed): Promise<Keys> {
  const secret = await deriveKey('sign-in-limit');
  const network = address === null ? null : networkOf(address);
  const hash = (kind: string, ...of: (string | null)[]) =>
    createHmac('sha256', secret)
      .update(JSON.stringify([...(guessed === 'code' ? ['code'] : []), kind, ...of]))
      .digest('base64url');
  return {
    nameAndAddress: hash('name and address', name, network),
    address: network === null ? null : hash('address', network),
    nameElsewhere: network === null ? null : hash('name elsewhere', name),
    place: network === null ? null : hash('place', name, network),
  };
}

function countedKeys({ nameAndAddress, address, nameElsewhere }: Keys, isPlace: boolean): CountedKey[] {
  return [
    { key: nameAndAddress, free: FREE_PER_NAME_AND_ADDRESS },
    ...(address === null ? [] : [{ key: address, free: FREE_PER_ADDRESS }]),
    ...(nameElsewhere === null || isPlace ? [] : [{ key: nameElsewhere, free: FREE_PER_NAME_ELSEWHERE }]),
  ];
}

function attemptOf({ nameAndAddress, place }: Keys, counted: readonly CountedKey[]): Attempt {
  const keys = counted.map(({ key }) => key);
  const others = keys.filter((key) => key !== nameAndAddress);
  return {
    succeeded: () => recordRightAttempt({ forgotten: nameAndAddress, others, place }, PLACE_MEMORY),
    failed: () => recordFailedAttempt(keys),
    untried: () => takeBackAttempt(keys),
  };
}

function tooMany(waiting: readonly Wait[], guessed: Guessed): AppError {
  const seconds = Math.max(1, ...waiting.map((wait) => wait.seconds));
  return new AppError('TOOMANYREQUESTS', `Too many wrong ${guessed}s. Try again in ${seconds} s.`, {
    retryAfter: seconds,
  });
}

/** Accounts that one address may ask for before the next has to wait: a household, or a class on its first day with some patience. */
const FREE_REGISTRATIONS = 10;
/** Each further one doubles the wait, up to an hour; after a quiet day all is forgotten. */
const REGISTRATION_LIMITS = { maxWait: 60 * 60, memory: 24 * 60 * 60 };

/**
 * Counts an attempt to make an account from `address`, whatever becomes of it. Without an address all count as from one.
 * @throws AppError TOOMANYREQUESTS with `retryAfter`
 */
export async function limitRegistrations(address: string | null): Promise<void> {
  const secret = await deriveKey('sign-in-limit');
  const key = createHmac('sha256', secret)
    .update(JSON.stringify(['registration', address === null ? null : networkOf(address)]))
    .digest('base64url');
  if (await countAttempt([{ key, free: FREE_REGISTRATIONS }], REGISTRATION_LIMITS)) return;
  const { waits } = await readSignInState([key]);
  const seconds = Math.max(1, waits.get(key)?.seconds ?? 1);
  throw new AppError('TOOMANYREQUESTS', `Too many new accounts from here. Try again in ${seconds} s.`, {
    retryAfter: seconds,
  });
}
