import { z } from 'zod';
import { timestamp } from './common.ts';
import { nameInPath } from './path-names.ts';

/** What a credential may be used for; each includes read. `admin`: the rest of the API, as far as its user may. */
export const tokenScope = z.enum(['read', 'write', 'delete', 'admin']);
export type TokenScope = z.infer<typeof tokenScope>;

export const SCOPE_NAMES = tokenScope.options;

/** Enough for a name that says where it is used, and short enough for a table. */
export const MAX_TOKEN_NAME_LENGTH = 64;
/** A person who has more does not know any longer which is for what. */
export const MAX_TOKENS = 100;
/** Those of a token that is for some projects: more is a token for all of them. */
export const MAX_TOKEN_PROJECTS = 50;
/** An end that is further off is a mistyped year; without an end is a choice of its own. */
export const MAX_LIFETIME_DAYS = 3650;

const DAY_MS = 86_400_000;

/** A moment in the future, or null: never. */
export const expiry = z.iso
  .datetime({ offset: true, message: 'Give a date and time such as 2027-01-31T00:00:00Z.' })
  .refine((at) => Date.parse(at) > Date.now(), 'That is in the past.')
  .refine(
    (at) => Date.parse(at) < Date.now() + MAX_LIFETIME_DAYS * DAY_MS,
    `At most ${MAX_LIFETIME_DAYS / 365} years from now, or never.`,
  )
  .nullable();

/** One line without control characters. */
function line(max: number) {
  return z
    .string()
    .trim()
    .max(max, `At most ${max} characters.`)
    .refine((text) => !/[\p{Cc}]/u.test(text), 'One line, without control characters.');
}

const tokenName = line(MAX_TOKEN_NAME_LENGTH).min(1, 'Give a name that says where it is used.');
const scopes = z
  .array(tokenScope)
  .min(1, 'Choose what it is for.')
  .max(SCOPE_NAMES.length)
  .transform((given) => SCOPE_NAMES.filter((scope) => given.includes(scope)));
/** Names; null: all of its user's. */
const projects = z
  .array(nameInPath)
  .min(1, 'Choose a project, or all.')
  .max(MAX_TOKEN_PROJECTS, `At most ${MAX_TOKEN_PROJECTS} projects.`)
  .transform((names) => [...new Set(names)])
  .nullable();

export const createTokenInput = z.strictObject({
  name: tokenName,
  scopes,
  projects: projects.default(null),
  expiresAt: expiry.default(null),
});
export const updateTokenInput = z.strictObject({
  name: tokenName.optional(),
  scopes: scopes.optional(),
  projects: projects.optional(),
  expiresAt: expiry.optional(),
});

export const apiToken = z.object({
  id: z.number().int(),
  name: z.string(),
  /** The beginning of the secret, to know it again by. */
  hint: z.string(),
  scopes: z.array(tokenScope),
  /** Names; null: all. Those that were deleted are left out. */
  projects: z.array(z.string()).nullable(),
  createdAt: timestamp,
  expiresAt: timestamp.nullable(),
  expired: z.boolean(),
  lastUsedAt: timestamp.nullable(),
  lastUsedFrom: z.string().nullable(),
});
export type ApiToken = z.infer<typeof apiToken>;
export const apiTokenList = z.object({ items: z.array(apiToken) });
/** `secret` is told once, here. */
export const createdToken = apiToken.extend({ secret: z.string() });
export type CreatedToken = z.infer<typeof createdToken>;

/** Ids are Postgres's int4. */
const MAX_ID = 2 ** 31 - 1;
export const idInPath = z.coerce.number().int().min(1).max(MAX_ID);
export { line };
