import { enrolling } from '#lib/auth/sign-in.ts';
import type { NewSecondFactor } from '#lib/schemas/sign-in.ts';
import { startFor } from './my-second-factor.ts';

/**
 * The secret and recovery codes for who needs a second factor before they get in; the challenge says that they know their password.
 * @throws AppError UNAUTHORIZED for a challenge that has ended or is of another kind; CONFLICT when they have one by now
 */
export async function startEnrolment(challenge: string, host: string): Promise<NewSecondFactor> {
  return await startFor(await enrolling(challenge), host);
}
