import { signIn } from 'next-auth/react';

/**
 * Signs in, then opens `next` as a whole new page, so that nothing of the signed-out one stays.
 * Gives the code of what went wrong, or null.
 */
export async function passwordSignIn(
  username: string,
  password: string,
  next: string,
): Promise<string | null> {
  const result = await signIn('credentials', { username, password, redirect: false });
  if (!result || result.error || !result.ok) return result?.error ?? 'UNREACHABLE';
  location.assign(next);
  // The page is leaving: the button stays busy until it has.
  return await new Promise(() => {});
}
