import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { purgeTrashInput, purgeTrashResult } from '#lib/schemas/trash.ts';
import { purgeTrash } from '#lib/services/purge-trash.ts';

export const POST = route({
  summary: 'Delete for good what is in the trash of a project, some of it or all',
  auth: 'required',
  params: z.object({ project: nameInPath }),
  body: purgeTrashInput,
  response: purgeTrashResult,
  handler: ({ params, body, ...asker }) => purgeTrash(asker, { project: params.project, ...body }),
});
