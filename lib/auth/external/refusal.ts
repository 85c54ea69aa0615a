import { AppError } from '#lib/errors/app-error.ts';

/** Why a provider's word is not enough to let somebody in. The sign-in page has a sentence for each. */
export type RefusalReason =
  'NO_ACCOUNT' | 'ACCOUNT_DISABLED' | 'EMAIL_TAKEN' | 'NAME_TAKEN' | 'IDENTITY_TAKEN' | 'ONE_IDENTITY';

const SENTENCES: Record<RefusalReason, string> = {
  NO_ACCOUNT: 'You have no account here yet, and none is made by itself. Ask a system administrator for one.',
  ACCOUNT_DISABLED: 'Your account is disabled. Ask a system administrator.',
  EMAIL_TAKEN:
    'An account here has your e-mail address already. Sign in to it and link this way of signing in under Account, or ask a system administrator.',
  NAME_TAKEN:
    'No account name could be made of what the provider calls you. Ask a system administrator for an account.',
  IDENTITY_TAKEN: 'This way of signing in is linked to another account. Unlink it there first.',
  ONE_IDENTITY: 'Your account is linked to somebody else at this provider. Unlink that under Account first.',
};

/** DENIED, with the reason for the page to look up. */
export function refused(reason: RefusalReason): AppError {
  return new AppError('DENIED', SENTENCES[reason], { detail: { reason } });
}

/** The reason of an error that `refused` made; null for others. */
export function reasonOf(error: unknown): RefusalReason | null {
  const detail = error instanceof AppError ? error.detail : null;
  const reason = typeof detail === 'object' && detail !== null && 'reason' in detail ? detail.reason : null;
  return typeof reason === 'string' && reason in SENTENCES ? (reason as RefusalReason) : null;
}
