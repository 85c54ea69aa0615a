import { randomBytes } from 'node:crypto';
import { recordAudit } from '#lib/audit/record.ts';
import { lockSecondFactor, takeRecoveryCode, takeStep, type SecondFactorRow } from '#lib/db/second-factor.ts';
import { transaction, type Tx } from '#lib/db/transaction.ts';
import { auditRefusal } from './audit-refusal.ts';
import { databaseNow } from './clock.ts';
import { hashRecoveryCode, newRecoveryCodes } from './recovery-codes.ts';
import { seal, unseal } from './seal.ts';
import { beginAttempt } from './sign-in-limit.ts';
import { base32, matchingStep, TOTP_SECRET_BYTES, totpUri } from './totp.ts';

/** Of the key that secrets are encrypted with. */
const PURPOSE = 'totp';

/** What a code proved: one of the app, or one of those for the day that the phone is lost. */
export type Proof = 'code' | 'recovery-code';

/** Changes whenever a code is taken, or a new factor made. */
export function factorVersion({ lastStep, codesLeft }: SecondFactorRow): string {
  return `${lastStep ?? ''}/${codesLeft}`;
}

/** A new factor: what the user is shown once, and what is kept of it. */
export async function newSecondFactor(user: { id: number; name: string }, issuer: string) {
  const secret = randomBytes(TOTP_SECRET_BYTES);
  const recoveryCodes = newRecoveryCodes();
  return {
    shown: { secret: base32(secret), uri: totpUri(secret, issuer, user.name), recoveryCodes },
    kept: {
      secret: await seal(PURPOSE, secret.toString('base64')),
      hashes: await recoveryHashes(user.id, recoveryCodes),
    },
  };
}

/** What is kept of recovery codes. */
export async function recoveryHashes(userId: number, codes: readonly string[]): Promise<Buffer[]> {
  const hashes = await Promise.all(codes.map((code) => hashRecoveryCode(userId, code)));
  return hashes.filter((hash) => hash !== null);
}

/** The time step that the code is of; null when it is none of `factor`'s. @throws AppError CONFIG_INVALID as `unseal` */
export async function stepOf(factor: SecondFactorRow, code: string): Promise<number | null> {
  if (factor.secret === null) return null;
  const secret = Buffer.from(await unseal(PURPOSE, factor.secret), 'base64');
  return matchingStep(secret, code, await databaseNow());
}

/**
 * Takes a code of the user's second factor, so that it works no second time, and does `work` in the same transaction; null when the code
 * is wrong, was used, or the account is not any more what `holds` asks for. Wrong ones are audited and slowed down as passwords are.
 * @throws AppError TOOMANYREQUESTS; and what `work` throws, which leaves the code unused
 */
export async function withSecondFactor<T>(
  user: { id: number; name: string },
  code: string,
  address: string | null,
  options: {
    holds?: (factor: SecondFactorRow) => boolean;
    work: (tx: Tx, proof: Proof, factor: SecondFactorRow) => Promise<T>;
  },
): Promise<T | null> {
  const attempt = await beginAttempt(user.name, address, 'code').catch(async (error: unknown) => {
    await auditRefusal({
      ...wrongCode(user.name, address),
      detail: { secondFactor: true, reason: 'too many' },
    });
    throw error;
  });
  const done = await transaction(async (tx) => {
    const factor = await lockSecondFactor(tx, user.id);
    if (!factor || factor.disabled || !(options.holds?.(factor) ?? true)) return null;
    const proof = await take(tx, user.id, factor, code);
    return proof && { value: await options.work(tx, proof, factor) };
  }).catch(async (error: unknown) => {
    await attempt.untried();
    throw error;
  });
  if (done) await attempt.succeeded();
  else await Promise.all([attempt.failed(), recordWrongCode(user.name, address)]);
  return done && done.value;
}

async function take(tx: Tx, userId: number, factor: SecondFactorRow, code: string): Promise<Proof | null> {
  if (factor.confirmedAt === null) return null;
  const step = await stepOf(factor, code);
  if (step !== null) return (await takeStep(tx, userId, step)) ? 'code' : null;
  const hash = await hashRecoveryCode(userId, code);
  return hash && (await takeRecoveryCode(tx, userId, hash)) ? 'recovery-code' : null;
}

async function recordWrongCode(name: string, address: string | null): Promise<void> {
  await recordAudit(null, {
    ...wrongCode(name, address),
    result: 'refused',
    detail: { secondFactor: true },
  });
}

function wrongCode(name: string, address: string | null) {
  return {
    actor: { name: null, address, credential: 'password' },
    action: 'user.sign-in-failed' as const,
    target: name,
  };
}
