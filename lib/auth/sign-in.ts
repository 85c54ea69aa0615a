import { recordAudit } from '#lib/audit/record.ts';
import { authenticatePassword } from './authenticate.ts';
import { openSession, type SignInPlace } from './sessions.ts';

/**
 * A browser's sign-in: checks the password and opens a session; null when the password is wrong. Audited both ways.
 * @throws AppError TOOMANYREQUESTS after too many wrong ones
 */
export async function signIn(
  name: string,
  password: string,
  place: SignInPlace,
): Promise<{ name: string; sid: string } | null> {
  const user = await authenticatePassword(name, password, place.address);
  if (!user) return null;
  const sid = await openSession(user, place);
  await recordAudit(null, {
    actor: { name: user.name, address: place.address, credential: 'password' },
    action: 'user.signed-in',
    target: user.name,
    detail: { through: 'browser' },
  });
  return { name: user.name, sid };
}
