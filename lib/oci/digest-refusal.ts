import { AppError } from '../errors/app-error.ts';

/** Algorithm and encoded part of any digest that the grammar allows (image spec 1.1, "Digests"). */
const ANY_DIGEST = /^[a-z0-9]+(?:[+._-][a-z0-9]+)*:[A-Za-z0-9=_-]+$/;

/** Why `isDigest` says no to a digest: it is malformed, or of an algorithm that the registry behind Lighter can not store. */
export function digestRefusal(value: string): AppError {
  const other = ANY_DIGEST.test(value) && !value.startsWith('sha256:');
  return new AppError(
    'DIGEST_INVALID',
    other
      ? `This registry stores content under sha256 digests only, not ${value.split(':', 1)[0]!.slice(0, 20)}.`
      : 'A digest is "sha256:" and 64 lower-case hexadecimal digits.',
  );
}
