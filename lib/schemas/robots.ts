import { z } from 'zod';
import { MAX_NAME_LENGTH, MAX_REPOSITORY_LENGTH, NAME_COMPONENT } from '#lib/oci/reference.ts';
import { timestamp } from './common.ts';
import { nameInPath } from './path-names.ts';
import { globPattern } from './protection.ts';
import { expiry, idInPath, line, tokenScope } from './tokens.ts';

/** What a robot may do in repositories; the use of the API is a switch of its own. */
export const robotScope = tokenScope.exclude(['admin']);
export const ROBOT_SCOPES = robotScope.options;

/** Of a project, and of the system: a table that one can still look through. */
export const MAX_ROBOTS = 200;
/** Every request of a robot looks at all of them: more are better said with `{a,b}`. */
export const MAX_GRANTS = 20;
/** Every exchange looks at all of them. */
export const MAX_TRUSTS = 20;
export const MAX_TRUST_CLAIMS = 10;
/** Tokens of CI systems have claims of some hundred characters. */
const MAX_CLAIM_LENGTH = 500;
const MAX_DESCRIPTION_LENGTH = 200;
/** Time to give a new secret to every machine; a month is no rotation any more. */
export const MAX_OVERLAP_HOURS = 720;
export const DEFAULT_OVERLAP_HOURS = 24;

/** What follows the `+`: one component of a repository's name, as those of users. */
export const robotShortName = z
  .string()
  .min(1, 'Give a name.')
  .max(MAX_NAME_LENGTH, `A name has at most ${MAX_NAME_LENGTH} characters.`)
  .regex(
    NAME_COMPONENT,
    'Use lower-case letters and digits, with single dots, dashes or underscores between them.',
  );

const grant = z.strictObject({
  repositories: globPattern.refine((glob) => glob !== '', 'Give a pattern, such as **.'),
  scopes: z
    .array(robotScope)
    .min(1, 'Choose what it may do there.')
    .max(ROBOT_SCOPES.length)
    .transform((given) => ROBOT_SCOPES.filter((scope) => given.includes(scope))),
});
export type RobotGrantInput = z.output<typeof grant>;

const grants = z
  .array(grant)
  .max(MAX_GRANTS, `At most ${MAX_GRANTS}: say several patterns in one with {a,b}.`);
const description = line(MAX_DESCRIPTION_LENGTH);

export const createRobotInput = z.strictObject({
  name: robotShortName,
  description: description.default(''),
  grants,
  /** The use of the API: as a maintainer of the project, or (a robot of the system) as an administrator. */
  admin: z.boolean().default(false),
  expiresAt: expiry.default(null),
  /** False: it has none, and signs in by exchanging tokens of issuers that it trusts. */
  secret: z.boolean().default(true),
});
export const updateRobotInput = z.strictObject({
  description: description.optional(),
  grants: grants.optional(),
  admin: z.boolean().optional(),
  expiresAt: expiry.optional(),
  disabled: z.boolean().optional(),
});
/** 0: the old secrets end at once. */
export const rotateRobotInput = z.strictObject({
  overlapHours: z
    .number()
    .int()
    .min(0)
    .max(MAX_OVERLAP_HOURS, `At most ${MAX_OVERLAP_HOURS} hours.`)
    .default(DEFAULT_OVERLAP_HOURS),
});

const secret = z.object({ hint: z.string(), createdAt: timestamp, expiresAt: timestamp.nullable() });

export const robot = z.object({
  /** In full, as `docker login` takes it. */
  name: z.string(),
  /** Null: of the system. */
  project: z.string().nullable(),
  description: z.string(),
  grants: z.array(z.object({ repositories: z.string(), scopes: z.array(robotScope) })),
  admin: z.boolean(),
  disabled: z.boolean(),
  createdBy: z.string().nullable(),
  createdAt: timestamp,
  expiresAt: timestamp.nullable(),
  expired: z.boolean(),
  lastUsedAt: timestamp.nullable(),
  lastUsedFrom: z.string().nullable(),
  /** That hold now; several while it is rotated. */
  secrets: z.array(secret),
  /** How many issuers it trusts. */
  trusts: z.number().int(),
});
export type Robot = z.infer<typeof robot>;
export const robotList = z.object({ items: z.array(robot) });
/** `secret` is told once, here; null for a robot without one. */
export const robotWithSecret = robot.extend({ secret: z.string().nullable() });
export type RobotWithSecret = z.infer<typeof robotWithSecret>;

const issuer = z
  .url({ protocol: /^https?$/, error: 'Give the address of the issuer, such as https://gitlab.com.' })
  .max(MAX_CLAIM_LENGTH)
  .refine((url) => !/[?#]|:\/\/[^/]*@/.test(url), 'Without a question mark, a fragment or a user name.');
const claimName = z.string().min(1, 'Give the name of a claim.').max(100);
/** `*` stands for anything within a segment, `**` for anything. */
const claimValue = z
  .string()
  .min(1, 'Give the value, which may have * in it.')
  .max(MAX_CLAIM_LENGTH)
  .refine((value) => !/[\p{Cc}]/u.test(value), 'Without control characters.');

export const createTrustInput = z.strictObject({
  issuer,
  audience: z.string().min(1, 'Give the audience that the CI asks for.').max(MAX_CLAIM_LENGTH),
  /** Anybody may get a token of a public issuer: what says that it is for one's own project is required. */
  claims: z
    .record(claimName, claimValue)
    .refine((claims) => Object.keys(claims).length <= MAX_TRUST_CLAIMS, `At most ${MAX_TRUST_CLAIMS} claims.`)
    .refine(
      (claims) => Object.values(claims).some((value) => /[^*/:]/.test(value)),
      'Name at least one claim with its value: without one, anybody with a token of this issuer could get in.',
    ),
});
export type TrustInput = z.output<typeof createTrustInput>;
export const trust = z.object({
  id: z.number().int(),
  issuer: z.string(),
  audience: z.string(),
  claims: z.record(z.string(), z.string()),
  createdAt: timestamp,
});
export type Trust = z.infer<typeof trust>;
export const trustList = z.object({ items: z.array(trust) });

/** Far longer than the token of any CI system, and short enough to be read. */
const MAX_ISSUER_TOKEN_LENGTH = 16_384;
export const exchangeInput = z.strictObject({
  /** In full: `acme+ci`. */
  robot: z
    .string()
    .min(1)
    .max(MAX_REPOSITORY_LENGTH + MAX_NAME_LENGTH + 1),
  token: z.string().min(1).max(MAX_ISSUER_TOKEN_LENGTH),
});
export const exchanged = z.object({ username: z.string(), secret: z.string(), expiresAt: timestamp });
export type Exchanged = z.infer<typeof exchanged>;

/** `robot`: without its project's name, and without what stands for the system. */
export const projectRobotParams = z.object({ project: nameInPath, robot: nameInPath });
export const projectTrustParams = projectRobotParams.extend({ id: idInPath });
export const systemRobotParams = z.object({ robot: nameInPath });
export const systemTrustParams = systemRobotParams.extend({ id: idInPath });
