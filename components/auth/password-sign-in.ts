import { signIn } from 'next-auth/react';

/** What became of one step of a sign-in: another is needed, or it failed (the code says why). */
export type SignInOutcome =
  { kind: 'step'; needs: 'code' | 'enrolment'; challenge: string } | { kind: 'failed'; code: string };

/**
 * Signs in, then opens `next` as a whole new page, so that nothing of the signed-out one stays. Comes back only when there is
 * something left to do.
 */
export async function passwordSignIn(
  username: string,
  password: string,
  next: string,
): Promise<SignInOutcome> {
  const outcome = await attempt({ username, password });
  return outcome ?? (await leaveFor(next));
}

/** The second step; null when it is done, and the page may be left with `leaveFor`. */
export async function codeSignIn(challenge: string, code: string): Promise<SignInOutcome | null> {
  return await attempt({ challenge, code });
}

/** The page is leaving: what waits for this stays busy until it has. */
export async function leaveFor(next: string): Promise<never> {
  location.assign(next);
  return await new Promise(() => {});
}

const STEPS = { SECOND_FACTOR: 'code', ENROLMENT: 'enrolment' } as const;

async function attempt(form: Record<string, string>): Promise<SignInOutcome | null> {
  const result = await signIn('credentials', { ...form, redirect: false });
  if (result?.ok && !result.error) return null;
  const error = result?.error ?? 'UNREACHABLE';
  const dot = error.indexOf('.');
  const step = STEPS[error.slice(0, dot) as keyof typeof STEPS];
  return step === undefined
    ? { kind: 'failed', code: error }
    : { kind: 'step', needs: step, challenge: error.slice(dot + 1) };
}
