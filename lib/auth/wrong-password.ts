import { AppError } from '#lib/errors/app-error.ts';

/**
 * One sentence for an unknown name, a wrong password, a disabled account, and for somebody who has no password here: it tells no names,
 * and those who sign in through their company what to use. `origin`: of this instance, as the asker calls it.
 */
export function wrongPassword(origin: string): AppError {
  return new AppError(
    'UNAUTHORIZED',
    `The user name or the password is wrong, or the account is disabled. If you use single sign-on or a second factor, give an access token as the password: make one at ${origin}/account.`,
  );
}
