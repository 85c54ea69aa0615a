import { route } from '#lib/http/route.ts';
import { deletePreview, deleteTagsInput, deleteTagsResult } from '#lib/schemas/repositories.ts';
import * as paths from '#lib/schemas/repository-paths.ts';
import { previewDelete } from '#lib/services/preview-delete.ts';
import { requestDeleteManifest, requestDeleteTag, requestDeleteTags } from '#lib/services/request-delete.ts';

export const tag = route({
  summary: 'Delete one tag; others on the same image stay',
  auth: 'required',
  params: paths.tagParams,
  response: deleteTagsResult,
  handler: ({ params, ...asker }) => requestDeleteTag(asker, { repository: params.name, tag: params.tag }),
});

export const tags = route({
  summary: 'Delete tags; others on the same images stay',
  auth: 'required',
  params: paths.repositoryParams,
  body: deleteTagsInput,
  response: deleteTagsResult,
  handler: ({ params, body, ...asker }) =>
    requestDeleteTags(asker, { repository: params.name, tags: body.tags }),
});

export const preview = route({
  summary: 'What deleting these tags would do: which other tags share their images and stay',
  auth: 'required',
  params: paths.repositoryParams,
  query: paths.deletePreviewQuery,
  response: deletePreview,
  handler: ({ principal, params, query }) =>
    previewDelete(principal, { repository: params.name, tags: query.tags }),
});

export const previewMany = route({
  summary: 'As GET, for more tags than an address holds',
  auth: 'required',
  params: paths.repositoryParams,
  body: deleteTagsInput,
  response: deletePreview,
  handler: ({ principal, params, body }) =>
    previewDelete(principal, { repository: params.name, tags: body.tags }),
});

export const manifest = route({
  summary: 'Delete a manifest by digest; refused while several tags share it, or an index needs it',
  auth: 'required',
  params: paths.manifestParams,
  response: null,
  handler: ({ params, ...asker }) =>
    requestDeleteManifest(asker, { repository: params.name, reference: params.reference }),
});
