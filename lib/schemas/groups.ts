import { z } from 'zod';
import { pageOf, pageQuery, roleName, timestamp } from './common.ts';
import { namespaceName } from './users.ts';

const MAX_DESCRIPTION_LENGTH = 500;
const description = z.string().max(MAX_DESCRIPTION_LENGTH, `At most ${MAX_DESCRIPTION_LENGTH} characters.`);

export const createGroupInput = z.strictObject({ name: namespaceName, description: description.default('') });
export const updateGroupInput = z.strictObject({ description });

/** `value`: of the groups claim of OpenID Connect, or the DN or name of an LDAP group. */
export const groupMapping = z.strictObject({
  provider: z.string().min(1, 'Name the provider.').max(100),
  value: z.string().min(1, 'Name the group as the provider has it.').max(1000),
});
/** More groups of a provider than these are better one group there. */
const MAX_MAPPINGS = 100;
export const groupMappings = z.strictObject({ items: z.array(groupMapping).max(MAX_MAPPINGS) });
export type GroupMapping = z.infer<typeof groupMapping>;

export const group = z.object({
  name: z.string(),
  description: z.string(),
  memberCount: z.number().int(),
  projectCount: z.number().int(),
  createdAt: timestamp,
});
export type Group = z.infer<typeof group>;
export const groupPage = pageOf(group);
export const groupsQuery = pageQuery.extend({ q: z.string().max(200).optional() });

export const groupDetail = group.extend({
  projects: z.array(z.object({ project: z.string(), role: roleName })),
  mappings: z.array(groupMapping),
});
export type GroupDetail = z.infer<typeof groupDetail>;

/** `through`: the providers that say so; empty: put in by hand. */
export const groupMember = z.object({
  username: z.string(),
  disabled: z.boolean(),
  byHand: z.boolean(),
  through: z.array(z.string()),
  addedAt: timestamp,
});
export type GroupMember = z.infer<typeof groupMember>;
export const groupMemberPage = pageOf(groupMember);

/** Name and nothing else: what a project's owner sees when adding a member. */
export const groupSuggestions = z.object({ items: z.array(z.object({ name: z.string() })) });
