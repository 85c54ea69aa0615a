import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { pageQuery } from '#lib/schemas/common.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { trashPage } from '#lib/schemas/repositories.ts';
import { listProjectTrash } from '#lib/services/list-trash.ts';

export const GET = route({
  summary: 'What was deleted in a project and can be restored, latest first',
  auth: 'optional',
  params: z.object({ project: nameInPath }),
  query: pageQuery,
  response: trashPage,
  handler: ({ principal, params, query }) =>
    listProjectTrash(principal, { ...query, project: params.project }),
});
