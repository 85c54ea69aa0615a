import { z } from 'zod';
import { abilities, byteCount, pageOf, pageQuery, roleName, timestamp, visibility } from './common.ts';
import { quotaState } from './quotas.ts';
import { namespaceName } from './users.ts';

export const MAX_DESCRIPTION_LENGTH = 500;
const description = z.string().max(MAX_DESCRIPTION_LENGTH, `At most ${MAX_DESCRIPTION_LENGTH} characters.`);

/** Longer than anyone looks for what they deleted; 0: it goes at once. */
export const MAX_TRASH_DAYS = 3650;
const trashDays = z.number().int().min(0).max(MAX_TRASH_DAYS, `At most ${MAX_TRASH_DAYS} days.`);

export const createProjectInput = z.strictObject({
  name: namespaceName,
  visibility: visibility.default('private'),
  description: description.default(''),
});
export const updateProjectInput = z.strictObject({
  visibility: visibility.optional(),
  description: description.optional(),
  trashDays: trashDays.nullable().optional(),
  auditPulls: z.boolean().optional(),
});

export const project = z.object({
  name: z.string(),
  visibility,
  description: z.string(),
  personal: z.boolean(),
  repositoryCount: z.number().int(),
  size: byteCount,
  lastPushedAt: timestamp.nullable(),
  createdAt: timestamp,
  /** The asker's role; null for one who sees it as public or as an admin. */
  role: roleName.nullable(),
  /** Empty: it has no quota. */
  quota: quotaState,
});
export type Project = z.infer<typeof project>;

/** Abilities: push, deleteTags, manageRetention, restore, purgeTrash, lockTags, manageImmutability, viewMembers, manageMembers, manageSettings, manageQuota, viewAudit, deleteProject. */
export const projectDetail = project.extend({
  abilities,
  /** Of the bytes that count, those that only the trash needs; null where there is no quota of bytes. */
  trashedBytes: byteCount.nullable(),
  /** Days that what is deleted here can be restored: the project's own, null to go by the instance's. */
  trashDays: trashDays.nullable(),
  defaultTrashDays: z.number().int(),
  /** Every pull is in the audit log. */
  auditPulls: z.boolean(),
});
export type ProjectDetail = z.infer<typeof projectDetail>;

export const projectSort = z.enum(['name', '-name', 'lastPushedAt', '-lastPushedAt', 'size', '-size']);
export const projectsQuery = pageQuery.extend({
  q: z.string().max(200).optional(),
  sort: projectSort.default('-lastPushedAt'),
  /** Only projects the asker is a member of. */
  mine: z.stringbool().default(false),
});
export const projectPage = pageOf(project);

export const setMemberInput = z.strictObject({ role: roleName });
export const member = z.object({
  username: z.string(),
  /** The best of their own and their groups'. */
  role: roleName,
  /** Their own; null: only groups give them one. */
  direct: roleName.nullable(),
  /** Groups that give them a role. */
  groups: z.array(z.string()),
  disabled: z.boolean(),
  addedAt: timestamp.nullable(),
  lastActiveAt: timestamp.nullable(),
});
export type Member = z.infer<typeof member>;
export const memberPage = pageOf(member);

/** A group that has a role in a project. */
export const memberGroup = z.object({
  name: z.string(),
  description: z.string(),
  role: roleName,
  memberCount: z.number().int(),
  addedAt: timestamp,
});
export type MemberGroup = z.infer<typeof memberGroup>;
export const memberGroups = z.object({ items: z.array(memberGroup) });
