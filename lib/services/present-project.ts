import type { ProjectRow } from '#lib/db/read-projects.ts';
import type { Project } from '#lib/schemas/projects.ts';
import { presentQuota } from './present-quota.ts';

/** A project as it leaves. */
export function presentProject(row: ProjectRow): Project {
  return {
    name: row.name,
    visibility: row.visibility,
    description: row.description,
    personal: row.personal,
    repositoryCount: row.repositoryCount,
    size: row.size,
    lastPushedAt: row.lastPushedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    role: row.role,
    quota: presentQuota(row.limits),
  };
}
