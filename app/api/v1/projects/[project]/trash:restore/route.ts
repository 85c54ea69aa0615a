import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { restoreManyInput, restoreManyResult } from '#lib/schemas/trash.ts';
import { restoreMany } from '#lib/services/restore-many.ts';

export const POST = route({
  summary: 'Bring back what was deleted in a project, one or many',
  auth: 'required',
  params: z.object({ project: nameInPath }),
  body: restoreManyInput,
  response: restoreManyResult,
  handler: ({ params, body, ...asker }) => restoreMany(asker, { project: params.project, ...body }),
});
