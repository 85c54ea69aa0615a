import { z } from 'zod';
import { NAME_COMPONENT, MAX_NAME_LENGTH } from '#lib/oci/reference.ts';
import { pageOf, pageQuery, timestamp } from './common.ts';

/**
 * The least that NIST SP 800-63B-4 allows beside other defences; administrators may ask for more, and the server refuses what is guessed
 * first (docs/decisions/0018). The upper bound keeps one argon2 run cheap.
 */
export const MIN_PASSWORD_LENGTH = 8;
export const MAX_PASSWORD_LENGTH = 200;

/** Name of a user or project: one component of an OCI repository name. */
export const namespaceName = z
  .string()
  .min(1, 'Give a name.')
  .max(MAX_NAME_LENGTH, `A name has at most ${MAX_NAME_LENGTH} characters.`)
  .regex(
    NAME_COMPONENT,
    'Use lower-case letters and digits, with single dots, dashes or underscores between them.',
  );

export const password = z
  .string()
  .min(MIN_PASSWORD_LENGTH, `A password has at least ${MIN_PASSWORD_LENGTH} characters.`)
  .max(MAX_PASSWORD_LENGTH, `A password has at most ${MAX_PASSWORD_LENGTH} characters.`);

export const email = z.email('Give an e-mail address such as ann@example.com.').max(254);

export const setupInput = z.strictObject({
  token: z.string().min(1).max(200),
  username: namespaceName,
  email: email.optional(),
  password,
});
export const createUserInput = z.strictObject({
  username: namespaceName,
  email: email.optional(),
  password,
  admin: z.boolean().default(false),
});
export const updateUserInput = z.strictObject({
  disabled: z.boolean().optional(),
  admin: z.boolean().optional(),
  email: email.nullable().optional(),
});
/** A new password for somebody else (by an admin). */
export const resetPasswordInput = z.strictObject({ password });
/** A new password for oneself. */
export const changePasswordInput = z.strictObject({ current: z.string().max(MAX_PASSWORD_LENGTH), password });

export const user = z.object({
  username: z.string(),
  email: z.string().nullable(),
  admin: z.boolean(),
  disabled: z.boolean(),
  /** They have set one up. */
  secondFactor: z.boolean(),
  createdAt: timestamp,
  lastActiveAt: timestamp.nullable(),
});
export type User = z.infer<typeof user>;

export const userSort = z.enum([
  'username',
  '-username',
  'createdAt',
  '-createdAt',
  'lastActiveAt',
  '-lastActiveAt',
]);
export const usersQuery = pageQuery.extend({
  q: z.string().max(200).optional(),
  sort: userSort.default('username'),
});
export const userPage = pageOf(user);

/** Name and nothing else: what a project's owner sees when adding a member. */
export const userSuggestion = z.object({ username: z.string() });

export const me = z.object({
  username: z.string(),
  email: z.string().nullable(),
  admin: z.boolean(),
  canCreateProjects: z.boolean(),
});
export type Me = z.infer<typeof me>;

export const session = z.object({
  id: z.string(),
  createdAt: timestamp,
  lastSeenAt: timestamp,
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
  current: z.boolean(),
});
export type Session = z.infer<typeof session>;
