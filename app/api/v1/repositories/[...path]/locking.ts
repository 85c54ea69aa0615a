import { route } from '#lib/http/route.ts';
import { lockInput, lockTagsInput, lockTagsResult, unlockTagsInput } from '#lib/schemas/protection.ts';
import * as paths from '#lib/schemas/repository-paths.ts';
import { pinManifest, unpinManifest } from '#lib/services/pin-manifest.ts';
import { lockTag, lockTags, unlockTag, unlockTags } from '#lib/services/lock-tags.ts';

export const lock = route({
  summary: 'Lock a tag: it neither moves nor goes',
  auth: 'required',
  params: paths.tagParams,
  body: lockInput,
  response: lockTagsResult,
  handler: ({ params, body, ...asker }) =>
    lockTag(asker, { repository: params.name, tag: params.tag, note: body.note }),
});

export const unlock = route({
  summary: 'Unlock a tag; a rule may go on protecting it',
  auth: 'required',
  params: paths.tagParams,
  response: lockTagsResult,
  handler: ({ params, ...asker }) => unlockTag(asker, { repository: params.name, tag: params.tag }),
});

export const lockMany = route({
  summary: 'Lock tags: they neither move nor go',
  auth: 'required',
  params: paths.repositoryParams,
  body: lockTagsInput,
  response: lockTagsResult,
  handler: ({ params, body, ...asker }) => lockTags(asker, { repository: params.name, ...body }),
});

export const unlockMany = route({
  summary: 'Unlock tags; a rule may go on protecting them',
  auth: 'required',
  params: paths.repositoryParams,
  body: unlockTagsInput,
  response: lockTagsResult,
  handler: ({ params, body, ...asker }) => unlockTags(asker, { repository: params.name, ...body }),
});

export const pin = route({
  summary:
    'Pin a manifest: neither cleanup nor a delete by digest takes it, and it stays when its last tag goes',
  auth: 'required',
  params: paths.digestParams,
  response: null,
  handler: ({ params, ...asker }) => pinManifest(asker, { repository: params.name, digest: params.digest }),
});

export const unpin = route({
  summary: 'Unpin a manifest',
  auth: 'required',
  params: paths.digestParams,
  response: null,
  handler: ({ params, ...asker }) => unpinManifest(asker, { repository: params.name, digest: params.digest }),
});
