import { readSignInSettings } from '#lib/db/sign-in-settings.ts';
import { AppError } from '#lib/errors/app-error.ts';

/** Whose password it is: words that others try first. */
export type PasswordContext = { username: string; email?: string | null };

/** Words of the service, that others try first too. */
const SERVICE_WORDS = ['lighter', 'registry', 'docker'];

/** Shorter words than this are in too many good passwords by accident. */
const MIN_WORD_LENGTH = 3;
/** A pattern of so many characters over and over is no better than the pattern. */
const MAX_PATTERN = 4;

/**
 * Refuses a password that is guessed early (NIST SP 800-63B-4, 3.1.1.2): too short, of the common ones, made of the user's or
 * the service's name, or of one pattern. What characters it has is nobody's business.
 * @throws AppError REQUEST_INVALID that names the field `password`
 */
export async function refuseWeakPassword(password: string, context: PasswordContext): Promise<void> {
  const { passwordMinLength } = await readSignInSettings();
  const text = password.normalize('NFKC');
  // A character is a code point, whatever it takes to store.
  if ([...text].length < passwordMinLength) {
    throw weak(`A password has at least ${passwordMinLength} characters.`);
  }
  if (isPredictable(text, context) || (await isCommon(text))) {
    throw weak('This password is one of those that are guessed first. Choose another, such as a few words.');
  }
}

/** Whether it is a name of its context, a run of characters, or one pattern: with digits and signs around it or not. */
export function isPredictable(password: string, { username, email }: PasswordContext): boolean {
  const text = password.normalize('NFKC').toLowerCase();
  const words = [username, ...(email?.split('@') ?? []), ...SERVICE_WORDS]
    .map((word) => word.toLowerCase())
    .filter((word) => word.length >= MIN_WORD_LENGTH);
  const core = text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  return words.some((word) => text === word || core === word) || isPattern(text) || isRun(text);
}

function isPattern(text: string): boolean {
  const characters = [...text];
  return Array.from({ length: MAX_PATTERN }, (_, i) => i + 1).some((length) =>
    characters.every((character, i) => character === characters[i % length]),
  );
}

/** `abcdefgh`, `87654321`: each character is the one after (or before) its neighbour. */
function isRun(text: string): boolean {
  const points = [...text].map((character) => character.codePointAt(0)!);
  const steps = points.slice(1).map((point, i) => point - points[i]!);
  return Math.abs(steps[0] ?? 0) === 1 && steps.every((step) => step === steps[0]);
}

let common: Promise<ReadonlySet<string>> | undefined;

/** The list is read when somebody first chooses a password: 50,000 of the most used ones, 400 KB. */
async function isCommon(text: string): Promise<boolean> {
  common ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set(dictionary['passwords-common'].map((password) => password.toLowerCase())),
  );
  return (await common).has(text.toLowerCase());
}

function weak(message: string): AppError {
  return new AppError('REQUEST_INVALID', message, { detail: { fields: { password: message } } });
}
