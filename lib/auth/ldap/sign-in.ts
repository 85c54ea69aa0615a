import type { Credentials } from '#lib/db/credentials.ts';
import { readSubjects } from '#lib/db/identities.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { logger } from '#lib/log/logger.ts';
import { admitPerson, type ExternalPerson } from '../external/admit.ts';
import { reasonOf } from '../external/refusal.ts';
import { loadDirectories, type LdapProvider } from '../external/providers.ts';
import { bindPerson, pretendPerson } from './directory.ts';

/** Seconds after which asking again makes sense: a directory that is started again takes about as long. */
const RETRY_AFTER = 10;

/**
 * The user that a directory's name and password are of; null when no directory knows them, or none is configured. `user` has the
 * name here already: then only that user's own identities count, or, for one with neither password nor identity of a directory,
 * whoever the directory says. The password of a local account goes to no directory.
 * @throws AppError UNAVAILABLE when a directory that had to be asked does not answer; DENIED for a person who gets no account
 */
export async function signInByDirectory(
  name: string,
  user: Credentials | null,
  password: string,
  address: string | null,
): Promise<Credentials | null> {
  const directories = await loadDirectories();
  if (directories.length === 0 || password === '') return null;
  const subjects = user ? await readSubjects(user.id) : [];
  const own = directories.flatMap((directory) => {
    const subject = subjects.find(({ provider }) => provider === directory.key);
    return subject ? [{ directory, login: subject.name ?? name, subject: subject.subject }] : [];
  });
  if (user && own.length === 0 && user.passwordHash !== null) return await pretend(directories, name);
  const asked =
    own.length > 0 ? own : directories.map((directory) => ({ directory, login: name, subject: null }));
  return await askInTurn(asked, password, address);
}

/**
 * For linking an account of a directory to one's own: who that is, by their own name and password there; null when these are wrong.
 * @throws AppError UNAVAILABLE
 */
export async function provePerson(
  directory: LdapProvider,
  login: string,
  password: string,
): Promise<ExternalPerson | null> {
  return await bindPerson(directory, login, password).catch((error: unknown) => {
    throw unreachable(directory, error);
  });
}

type Question = { directory: LdapProvider; login: string; subject: string | null };

/** One that does not answer matters only where none of the others knows the person. */
async function askInTurn(
  questions: Question[],
  password: string,
  address: string | null,
): Promise<Credentials | null> {
  let failure: AppError | null = null;
  for (const { directory, login, subject } of questions) {
    try {
      const person = await provePerson(directory, login, password);
      // The name may be somebody else's in the directory by now.
      if (person && (subject === null || person.subject === subject))
        return await admitPerson(directory, person, address);
    } catch (error) {
      // As a local account that is disabled.
      if (reasonOf(error) === 'ACCOUNT_DISABLED') return null;
      if (!(error instanceof AppError) || error.code !== 'UNAVAILABLE') throw error;
      failure = error;
    }
  }
  if (failure) throw failure;
  return null;
}

/** A wrong password of a local account takes as long as an unknown name, so that the time tells no names; what was typed does not leave. */
async function pretend(directories: LdapProvider[], name: string): Promise<null> {
  for (const directory of directories) await pretendPerson(directory, name).catch(() => undefined);
  return null;
}

function unreachable(directory: LdapProvider, cause: unknown): AppError {
  if (cause instanceof AppError && cause.code === 'UNAVAILABLE') return cause;
  logger('sign-in').warn({ err: cause, provider: directory.key }, 'A directory could not be asked');
  return new AppError(
    'UNAVAILABLE',
    `The directory "${directory.config.name}" does not answer, so it can't say who you are. Try again in a moment, or use an access token; accounts with a password of this registry work as always.`,
    { cause, retryAfter: RETRY_AFTER },
  );
}
