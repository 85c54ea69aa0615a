import { hashSecret, hintOf, makeSecret } from '#lib/auth/secret-format.ts';
import { insertRobotSecret } from '#lib/db/robot-secrets.ts';
import type { Tx } from '#lib/db/transaction.ts';

/** A new secret for a robot: until it is rotated out, or, got by an exchange, for so many seconds. */
export async function issueRobotSecret(
  tx: Tx,
  robotId: number,
  exchangedForSeconds: number | null = null,
): Promise<{ secret: string; expiresAt: Date | null }> {
  const secret = makeSecret('robot');
  const expiresAt = await insertRobotSecret(tx, {
    robotId,
    hash: hashSecret(secret),
    hint: hintOf(secret),
    exchanged: exchangedForSeconds !== null,
    lifetimeSeconds: exchangedForSeconds,
  });
  return { secret, expiresAt };
}
