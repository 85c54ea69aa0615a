import type { z } from 'zod';
import { searchProjects, searchRepositories, searchTags } from '#lib/db/read-search.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { SearchResult, searchQuery } from '#lib/schemas/system.ts';

/**
 * Projects, repositories and tags that the principal may see and whose names contain the text, whatever its case.
 * `api:1.4` finds the tags with `1.4` of the repositories with `api`.
 */
export async function search(
  principal: Principal,
  input: z.infer<typeof searchQuery>,
): Promise<SearchResult> {
  const viewer = principal;
  const { text, repository } = parse(input.q);
  const [projects, repositories, tags] = await Promise.all([
    repository ? [] : searchProjects(viewer, text, input.limit),
    searchRepositories(viewer, repository || text, input.limit),
    text ? searchTags(viewer, { text, repository }, input.limit) : [],
  ]);
  return {
    projects: projects.map(({ name, description }) => ({ name, description })),
    repositories: repositories.map(({ name, description }) => ({ name, description })),
    tags: tags.map(({ repository: name, tag }) => ({ repository: name, tag })),
  };
}

/** A colon stands in no name: before it is a repository's, after it a tag's. */
function parse(q: string): { text: string; repository: string } {
  const trimmed = q.trim();
  const colon = trimmed.indexOf(':');
  if (colon === -1) return { text: trimmed, repository: '' };
  return { text: trimmed.slice(colon + 1).trim(), repository: trimmed.slice(0, colon).trim() };
}
