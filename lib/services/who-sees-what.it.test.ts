import { beforeAll, describe, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import type { Principal } from '#lib/policies/can.ts';
import { ANONYMOUS } from '#lib/policies/can.ts';
import { ROLES } from '#lib/policies/roles.ts';
import { pageQuery } from '#lib/schemas/common.ts';
import { projectsQuery } from '#lib/schemas/projects.ts';
import { repositoriesQuery, tagsQuery } from '#lib/schemas/repositories.ts';
import { seedTags } from '../../bench/seed-tags.ts';
import { makeProjectWith, makeUser } from '../../e2e/support/rows.ts';
import { ROOT } from '../../e2e/support/service-push.ts';
import { getManifest } from './get-manifest.ts';
import { getRepository } from './get-repository.ts';
import { getStorage } from './get-storage.ts';
import { listEvents } from './list-events.ts';
import { listMostPulled } from './list-most-pulled.ts';
import { listPlatforms } from './list-platforms.ts';
import { listProjects } from './list-projects.ts';
import { listPushes } from './list-pushes.ts';
import { listRepositories } from './list-repositories.ts';
import { listTags } from './list-tags.ts';
import { listProjectTrash, listRepositoryTrash } from './list-trash.ts';
import { previewDelete } from './preview-delete.ts';
import { search } from './search.ts';

const PRIVATE = 'hidden/app';
const PUBLIC = 'shown/app';
const people = new Map<string, Principal>([
  ['anonymous', ANONYMOUS],
  ['root', ROOT],
]);
const who = (name: string) => people.get(name)!;
const page = pageQuery.parse({});

beforeAll(async () => {
  for (const name of ['outsider', ...ROLES]) people.set(name, await makeUser(name));
  const members = ROLES.map(
    (role) => [who(role) as { id: number } & Principal, role] as [{ id: number }, typeof role],
  );
  await makeProjectWith('hidden', 'private', members);
  await makeProjectWith('shown', 'public', members);
  for (const repository of [PRIVATE, PUBLIC]) await seedTags({ repository, tags: 12 });
  await query(`INSERT INTO trash_entry (repository_id, tag, manifest_id, digest, expires_at)
    SELECT repository_id, 'gone', id, digest, now() + interval '1 day' FROM manifest WHERE kind = 'image' AND digest IN (
      SELECT min(digest) FROM manifest WHERE kind = 'image' GROUP BY repository_id)`);
});

/** Everything that lists across repositories, as the names of those that it shows. */
async function shownTo(principal: Principal): Promise<Record<string, string[]>> {
  const pushes = await listPushes(principal, { who: 'all' });
  const found = await search(principal, { q: 'app', limit: 50 });
  const tags = await search(principal, { q: 'latest', limit: 50 });
  return {
    repositories: (await listRepositories(principal, repositoriesQuery.parse({ sort: 'name' }))).items.map(
      (item) => item.name,
    ),
    ofTheProject: (
      await listRepositories(principal, repositoriesQuery.parse({ project: 'hidden' }))
    ).items.map((item) => item.name),
    projects: (await listProjects(principal, projectsQuery.parse({ sort: 'name' }))).items
      .map((item) => item.name)
      .filter((name) => name !== 'library'),
    pushes: [...new Set(pushes.items.map((group) => group.repository))].sort(),
    mostPulled: (await listMostPulled(principal)).items.map((item) => item.name).sort(),
    storage: (await getStorage(principal)).projects.map((item) => item.project).sort(),
    found: found.repositories.map((item) => item.name),
    foundProjects: (await search(principal, { q: 'h', limit: 50 })).projects.map((item) => item.name).sort(),
    foundTags: tags.tags.map((item) => item.repository).sort(),
  };
}

const everything = {
  repositories: [PRIVATE, PUBLIC],
  ofTheProject: [PRIVATE],
  projects: ['hidden', 'shown'],
  pushes: [PRIVATE, PUBLIC],
  mostPulled: [PRIVATE, PUBLIC],
  storage: ['hidden', 'shown'],
  found: [PUBLIC, PRIVATE],
  foundProjects: ['hidden', 'shown'],
  foundTags: [PRIVATE, PUBLIC],
};
const publicOnly = {
  repositories: [PUBLIC],
  ofTheProject: [],
  projects: ['shown'],
  pushes: [PUBLIC],
  mostPulled: [PUBLIC],
  storage: ['shown'],
  found: [PUBLIC],
  foundProjects: ['shown'],
  foundTags: [PUBLIC],
};

describe('lists', () => {
  it.each(['root', ...ROLES])('show the private repository to %s', async (name) => {
    expect(await shownTo(who(name))).toEqual(everything);
  });

  it.each(['anonymous', 'outsider'])('keep the private repository from %s', async (name) => {
    expect(await shownTo(who(name))).toEqual(publicOnly);
  });

  it('count only what they show', async () => {
    expect((await listRepositories(who('outsider'), repositoriesQuery.parse({}))).total).toBe(1);
    expect((await listRepositories(who('guest'), repositoriesQuery.parse({}))).total).toBe(2);
  });
});

/** Each way to read one repository. */
const READS: Record<string, (principal: Principal, repository: string) => Promise<unknown>> = {
  repository: (principal, name) => getRepository(principal, { name }),
  tags: (principal, repository) => listTags(principal, { ...tagsQuery.parse({}), repository }),
  platforms: (principal, repository) => listPlatforms(principal, { repository }),
  manifest: (principal, repository) => getManifest(principal, { repository, reference: 'latest' }),
  timeline: (principal, repository) => listEvents(principal, { ...page, repository }),
};
const MEMBERS_ONLY: typeof READS = {
  trash: (principal, repository) => listRepositoryTrash(principal, { ...page, repository }),
  'trash of the project': (principal, repository) =>
    listProjectTrash(principal, { ...page, project: repository.split('/')[0]! }),
};

describe.each(Object.entries(READS))('%s', (_, read) => {
  it('looks missing to whom it is hidden from, exactly as one that is not there', async () => {
    for (const repository of [PRIVATE, 'nowhere/app', 'hidden/nothing']) {
      await expect(read(who('outsider'), repository)).rejects.toMatchObject({
        code: 'NOT_FOUND',
        message: `There is no repository ${repository}, or you may not see it.`,
      });
      await expect(read(ANONYMOUS, repository)).rejects.toMatchObject({
        code: 'UNAUTHORIZED',
        message: 'Sign in to see this.',
      });
    }
  });

  it('is there for members, administrators, and in public', async () => {
    for (const name of ['guest', 'owner', 'root'])
      await expect(read(who(name), PRIVATE)).resolves.toBeDefined();
    for (const name of ['anonymous', 'outsider'])
      await expect(read(who(name), PUBLIC)).resolves.toBeDefined();
  });
});

describe.each(Object.entries(MEMBERS_ONLY))('%s', (_, read) => {
  it('is the members’ business', async () => {
    await expect(read(who('outsider'), PRIVATE)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(read(who('outsider'), PUBLIC)).rejects.toMatchObject({ code: 'DENIED' });
    await expect(read(ANONYMOUS, PUBLIC)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    for (const name of ['guest', 'root']) {
      expect(await read(who(name), PUBLIC)).toMatchObject({
        items: [{ tag: 'gone', repository: PUBLIC }],
        total: 1,
        nextCursor: null,
      });
    }
  });
});

it('tells what the asker may do', async () => {
  const abilities = async (name: string) => (await getRepository(who(name), { name: PUBLIC })).abilities;
  expect(await abilities('outsider')).toEqual({
    push: false,
    deleteTags: false,
    lockTags: false,
    restore: false,
    purgeTrash: false,
  });
  expect(await abilities('developer')).toEqual({
    push: true,
    deleteTags: false,
    lockTags: false,
    restore: false,
    purgeTrash: false,
  });
  expect(await abilities('maintainer')).toEqual({
    push: true,
    deleteTags: true,
    lockTags: true,
    restore: true,
    purgeTrash: true,
  });
});

it('tells the size of the trash to those who may see it', async () => {
  expect((await getRepository(who('outsider'), { name: PUBLIC })).trashCount).toBe(0);
  expect((await getRepository(who('guest'), { name: PUBLIC })).trashCount).toBe(1);
});

it('previews a delete for those who may delete', async () => {
  const all = (await listTags(ROOT, { ...tagsQuery.parse({}), repository: PUBLIC })).items;
  const shared = all.find((tag) => tag.aliasCount === 1)!;
  const preview = await previewDelete(who('maintainer'), { repository: PUBLIC, tags: [shared.name, 'nope'] });
  expect(preview.items).toEqual([
    { tag: shared.name, digest: shared.digest, staying: shared.aliases, stayingCount: 1, locked: null },
  ]);
  const both = await previewDelete(who('maintainer'), {
    repository: PUBLIC,
    tags: [shared.name, ...shared.aliases],
  });
  expect(both.items.map((item) => item.stayingCount)).toEqual([0, 0]);
  await expect(
    previewDelete(who('developer'), { repository: PUBLIC, tags: [shared.name] }),
  ).rejects.toMatchObject({
    code: 'DENIED',
    detail: { needs: 'role maintainer in project shown' },
  });
});

it.each(['%', '_', 'a%p', 'a_p'])('takes %j in a search as it is', async (q) => {
  expect(await search(ROOT, { q, limit: 50 })).toEqual({ projects: [], repositories: [], tags: [] });
  expect((await listRepositories(ROOT, repositoriesQuery.parse({ q }))).items).toEqual([]);
});

it('finds the tags of a repository by "repository:tag"', async () => {
  const found = await search(ROOT, { q: 'HIDDEN/a:late', limit: 5 });
  expect(found).toEqual({
    projects: [],
    repositories: [{ name: PRIVATE, description: '' }],
    tags: [{ repository: PRIVATE, tag: 'latest' }],
  });
});
