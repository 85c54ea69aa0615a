import { route } from '#lib/http/route.ts';
import * as paths from '#lib/schemas/repository-paths.ts';
import { restoreTagInput, restoreTagResult } from '#lib/schemas/trash.ts';
import { requestRestoreTag } from '#lib/services/restore-tag.ts';

export const tag = route({
  summary: 'Point a tag at an image that it was on before, while that is stored',
  auth: 'required',
  params: paths.tagParams,
  body: restoreTagInput,
  response: restoreTagResult,
  handler: ({ params, body, ...asker }) =>
    requestRestoreTag(asker, { repository: params.name, tag: params.tag, digest: body.digest }),
});
