import { z } from 'zod';
import { isRepositoryName } from '#lib/oci/reference.ts';
import { roleName, timestamp } from './common.ts';
import { nameInPath } from './path-names.ts';
import { globPattern } from './protection.ts';

/** As lib/policies has them. */
export const repositoryAction = z.enum(['pull', 'push', 'delete']);
export type RepositoryAction = z.infer<typeof repositoryAction>;

/** Name of a robot, in full: `acme+ci`. */
const robotName = z
  .string()
  .max(300)
  .regex(/^[a-z0-9]+(?:[._-]+[a-z0-9]+)*\+[a-z0-9]+(?:[._-]+[a-z0-9]+)*$/, 'A robot’s name is project+name.');

/** Whom a rule is about. */
export const accessSubject = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('user'), name: nameInPath }),
  z.strictObject({ kind: z.literal('group'), name: nameInPath }),
  z.strictObject({ kind: z.literal('robot'), name: robotName }),
  z.strictObject({ kind: z.literal('signed-in') }),
  z.strictObject({ kind: z.literal('anyone') }),
]);
export type AccessSubject = z.infer<typeof accessSubject>;

export const accessEffect = z.enum(['allow', 'deny']);

/** `repositories` matches whole names or what follows the project's: `team/*` is `acme/team/*` in the project acme. */
export const accessRuleInput = z.strictObject({
  effect: accessEffect,
  subject: accessSubject,
  repositories: globPattern,
  actions: z
    .array(repositoryAction)
    .min(1, 'Choose at least one action.')
    .max(3)
    .transform((actions) => repositoryAction.options.filter((action) => actions.includes(action))),
});
export type AccessRuleInput = z.infer<typeof accessRuleInput>;

export const accessRule = z.object({
  id: z.number().int(),
  effect: accessEffect,
  subject: accessSubject,
  repositories: z.string(),
  actions: z.array(repositoryAction),
  /** Repositories that it matches now. */
  matches: z.number().int(),
  createdBy: z.string().nullable(),
  createdAt: timestamp,
});
export type AccessRuleShown = z.infer<typeof accessRule>;
export const accessRuleList = z.object({ items: z.array(accessRule) });

/** Every request to a project looks at those of its rules that are about who asks. */
export const MAX_ACCESS_RULES = 200;

const MAX_ID = 2 ** 31 - 1;
export const accessRuleParams = z.object({
  project: nameInPath,
  id: z.coerce.number().int().min(1).max(MAX_ID),
});

/** `principal`: `user:ann`, `robot:acme+ci`, or `anyone` for who has not signed in; left out, oneself. */
export const accessCheckQuery = z.object({
  principal: z
    .string()
    .regex(/^(?:anyone|user:.{1,255}|robot:.{1,300})$/, 'Write user:NAME, robot:PROJECT+NAME or anyone.')
    .optional(),
  repository: z.string().refine(isRepositoryName, 'That is no name of a repository.'),
  action: repositoryAction,
});

/** What decided. `groups`: those that give the role, when it is not their own. */
export const accessGround = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('admin') }),
  z.object({ kind: z.literal('rule'), rule: accessRule }),
  z.object({ kind: z.literal('grant'), repositories: z.string() }),
  z.object({ kind: z.literal('role'), role: roleName, groups: z.array(z.string()) }),
  z.object({ kind: z.literal('public') }),
  z.object({ kind: z.literal('token') }),
  z.object({ kind: z.literal('disabled') }),
  z.object({ kind: z.literal('nothing') }),
]);

/** `sentence` says it in words; `needs`: what would allow it. */
export const accessCheck = z.object({
  allowed: z.boolean(),
  sentence: z.string(),
  needs: z.string().nullable(),
  by: accessGround,
});
export type AccessCheck = z.infer<typeof accessCheck>;
