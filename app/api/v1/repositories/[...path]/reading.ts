import { route } from '#lib/http/route.ts';
import { pageQuery } from '#lib/schemas/common.ts';
import * as schema from '#lib/schemas/repositories.ts';
import * as paths from '#lib/schemas/repository-paths.ts';
import { getDeleted } from '#lib/services/get-deleted.ts';
import { getManifest } from '#lib/services/get-manifest.ts';
import { getRepository } from '#lib/services/get-repository.ts';
import { listEvents } from '#lib/services/list-events.ts';
import { listPlatforms } from '#lib/services/list-platforms.ts';
import { listTags } from '#lib/services/list-tags.ts';
import { listRepositoryTrash } from '#lib/services/list-trash.ts';

export const repository = route({
  summary: 'A repository',
  auth: 'optional',
  params: paths.repositoryParams,
  response: schema.repositoryDetail,
  handler: ({ principal, params }) => getRepository(principal, params),
});

export const tags = route({
  summary: 'Tags of a repository',
  auth: 'optional',
  params: paths.repositoryParams,
  query: schema.tagsQuery,
  response: schema.tagPage,
  handler: ({ principal, params, query }) => listTags(principal, { ...query, repository: params.name }),
});

export const platforms = route({
  summary: 'Platforms that the tags of a repository have',
  auth: 'optional',
  params: paths.repositoryParams,
  response: paths.platformList,
  handler: ({ principal, params }) => listPlatforms(principal, { repository: params.name }),
});

export const manifest = route({
  summary: 'An image, index or artifact, by tag or digest',
  auth: 'optional',
  params: paths.manifestParams,
  response: schema.manifestDetail,
  handler: ({ principal, params }) =>
    getManifest(principal, { repository: params.name, reference: params.reference }),
});

export const deleted = route({
  summary: 'How a tag or a digest went that is not there any more, and what can be restored of it',
  auth: 'optional',
  params: paths.manifestParams,
  response: schema.deletedImage,
  handler: ({ principal, params }) =>
    getDeleted(principal, { repository: params.name, reference: params.reference }),
});

export const timeline = route({
  summary: 'What happened to the tags of a repository, latest first',
  auth: 'optional',
  params: paths.repositoryParams,
  query: paths.timelineQuery,
  response: schema.tagEventPage,
  handler: ({ principal, params, query }) => listEvents(principal, { ...query, repository: params.name }),
});

export const trash = route({
  summary: 'What was deleted from a repository and can be restored, latest first',
  auth: 'optional',
  params: paths.repositoryParams,
  query: pageQuery,
  response: schema.trashPage,
  handler: ({ principal, params, query }) =>
    listRepositoryTrash(principal, { ...query, repository: params.name }),
});
