import { z } from 'zod';
import { timestamp } from './common.ts';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH, password } from './users.ts';

/** A code of six digits or a recovery code, with the spaces and dashes that people put in. */
const code = z.string().min(1, 'Give a code.').max(40);
/** Of somebody who has proven it before: no rules, it only has to be right. */
const knownPassword = z.string().min(1, 'Give your password.').max(MAX_PASSWORD_LENGTH);
/** What stands between a right password and a session. */
const challenge = z.string().min(1).max(1000);
/** Of a link that works once. */
const linkToken = z.string().min(1).max(100);

export const secondFactorState = z.object({
  enabled: z.boolean(),
  since: timestamp.nullable(),
  recoveryCodesLeft: z.number().int(),
  /** Everyone needs one here. */
  required: z.boolean(),
  /** False: one signs in by a provider only, which looks after it. */
  available: z.boolean(),
});
export type SecondFactorState = z.infer<typeof secondFactorState>;

export const startSecondFactorInput = z.strictObject({ password: knownPassword });
/** Shown once. `uri` is what the picture for the app says. */
export const newSecondFactor = z.object({
  secret: z.string(),
  uri: z.string(),
  recoveryCodes: z.array(z.string()),
});
export type NewSecondFactor = z.infer<typeof newSecondFactor>;
export const confirmSecondFactorInput = z.strictObject({ code });
export const disableSecondFactorInput = z.strictObject({ password: knownPassword, code });
export const renewRecoveryCodesInput = z.strictObject({ password: knownPassword, code });
export const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });

/** At a sign-in that needs a second factor to be set up first. */
export const enrolmentInput = z.strictObject({ challenge });

/** Bounds of the lifetimes of sessions: five minutes to 90 days, within which a person's week fits. */
const IDLE_MINUTES = { min: 5, max: 30 * 24 * 60 };
const MAX_HOURS = { min: 1, max: 90 * 24 };
/** NIST SP 800-63B-4 asks for 15 where the password is all there is. */
const MAX_MIN_PASSWORD_LENGTH = 64;

export const signInSettings = z.object({
  registration: z.boolean(),
  secondFactorRequired: z.boolean(),
  sessionIdleMinutes: z.number().int(),
  sessionMaxHours: z.number().int(),
  passwordMinLength: z.number().int(),
});
export type SignInSettingsShown = z.infer<typeof signInSettings>;

export const changeSignInSettingsInput = z.strictObject({
  registration: z.boolean().optional(),
  secondFactorRequired: z.boolean().optional(),
  sessionIdleMinutes: whole(IDLE_MINUTES, 'minutes').optional(),
  sessionMaxHours: whole(MAX_HOURS, 'hours').optional(),
  passwordMinLength: whole(
    { min: MIN_PASSWORD_LENGTH, max: MAX_MIN_PASSWORD_LENGTH },
    'characters',
  ).optional(),
});

function whole({ min, max }: { min: number; max: number }, unit: string) {
  const message = `Give ${min} to ${max} ${unit}, without a fraction.`;
  return z.number(message).int(message).min(min, message).max(max, message);
}

/** The link of `POST /users/{name}/password-reset`: shown once, works once. */
export const passwordResetLink = z.object({ url: z.string(), expiresAt: timestamp });
export type PasswordResetLink = z.infer<typeof passwordResetLink>;
export const checkResetInput = z.strictObject({ token: linkToken });
export const passwordReset = z.object({ username: z.string(), expiresAt: timestamp });
export type PasswordReset = z.infer<typeof passwordReset>;
export const spendResetInput = z.strictObject({ token: linkToken, password });

/** A session of another user, as administrators see it. */
export const userSession = z.object({
  id: z.string(),
  createdAt: timestamp,
  lastSeenAt: timestamp,
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
});
export type UserSession = z.infer<typeof userSession>;
