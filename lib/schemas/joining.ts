import { z } from 'zod';
import { roleName, timestamp } from './common.ts';
import { nameInPath } from './path-names.ts';
import { email, namespaceName, password } from './users.ts';

/** Days that a link may wait to be opened: one is for now, thirty for after the holidays. */
const MAX_INVITE_DAYS = 30;
const DEFAULT_INVITE_DAYS = 7;
const MAX_NOTE_LENGTH = 200;
const MAX_MESSAGE_LENGTH = 500;

const note = z
  .string()
  .trim()
  .max(MAX_NOTE_LENGTH, `At most ${MAX_NOTE_LENGTH} characters.`)
  .refine((text) => !text.includes('\0'), 'No NUL.')
  .default('');
const inviteDays = z.number().int().min(1).max(MAX_INVITE_DAYS).default(DEFAULT_INVITE_DAYS);
/** Of an invite or a request, as in its path; ids are Postgres's integers. */
export const idInPath = z.coerce.number().int().min(1).max(2_147_483_647);
const linkToken = z.string().min(1).max(100);

/** Into a project whose owner invites. */
export const projectInviteInput = z.strictObject({
  role: roleName,
  email: email.optional(),
  note,
  days: inviteDays,
});
/** By an administrator: into any project, or into none. */
export const inviteInput = z
  .strictObject({
    project: nameInPath.optional(),
    role: roleName.optional(),
    email: email.optional(),
    note,
    days: inviteDays,
  })
  .refine(({ project, role }) => (project === undefined) === (role === undefined), {
    path: ['role'],
    message: 'A project and a role in it go together.',
  });

export const invite = z.object({
  id: z.number().int(),
  project: z.string().nullable(),
  role: roleName.nullable(),
  email: z.string().nullable(),
  note: z.string(),
  createdBy: z.string().nullable(),
  createdAt: timestamp,
  expiresAt: timestamp,
  /** Null: it still waits. */
  usedAt: timestamp.nullable(),
  usedBy: z.string().nullable(),
});
export type Invite = z.infer<typeof invite>;
export const inviteList = z.object({ items: z.array(invite) });
/** `url` is shown once: only its hash is kept. */
export const newInvite = invite.extend({ url: z.string() });
export type NewInvite = z.infer<typeof newInvite>;

export const checkInviteInput = z.strictObject({ token: linkToken });
/** What the link tells who opens it. */
export const inviteShown = z.object({
  project: z.string().nullable(),
  role: roleName.nullable(),
  email: z.string().nullable(),
  invitedBy: z.string().nullable(),
  expiresAt: timestamp,
});
export type InviteShown = z.infer<typeof inviteShown>;
export const acceptInviteInput = z.strictObject({
  token: linkToken,
  username: namespaceName,
  email: email.optional(),
  password,
});
/** By somebody who has an account. */
export const joinInput = z.strictObject({ token: linkToken });
export const joined = z.object({ project: z.string(), role: roleName });

export const registrationInput = z.strictObject({
  username: namespaceName,
  email: email.optional(),
  password,
});
export const newAccount = z.object({ username: z.string() });

export const accessRequestInput = z.strictObject({
  role: roleName,
  message: z
    .string()
    .trim()
    .max(MAX_MESSAGE_LENGTH, `At most ${MAX_MESSAGE_LENGTH} characters.`)
    .refine((text) => !text.includes('\0'), 'No NUL.')
    .default(''),
});
/** The same for every project, whether it is there or not. */
export const accessRequested = z.object({ project: z.string(), role: roleName });

/** As owners see it. */
export const accessRequest = z.object({
  id: z.number().int(),
  username: z.string(),
  role: roleName,
  /** They have this one already, and ask for more. */
  currentRole: roleName.nullable(),
  message: z.string(),
  createdAt: timestamp,
});
export type AccessRequest = z.infer<typeof accessRequest>;
export const accessRequestList = z.object({ items: z.array(accessRequest) });
export const approveAccessInput = z.strictObject({ role: roleName.optional() });

/** As who asks sees it: that it waits, and never whether anybody has read it. */
export const myAccessRequest = z.object({
  id: z.number().int(),
  project: z.string(),
  role: roleName,
  message: z.string(),
  createdAt: timestamp,
  lapsesAt: timestamp,
});
export type MyAccessRequest = z.infer<typeof myAccessRequest>;
export const myAccessRequestList = z.object({ items: z.array(myAccessRequest) });
