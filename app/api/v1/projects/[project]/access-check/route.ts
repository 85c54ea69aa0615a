import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { accessCheck, accessCheckQuery } from '#lib/schemas/access.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { checkAccess } from '#lib/services/check-access.ts';

export const GET = route({
  summary: 'Whether somebody may do something in a repository, and what decides it',
  auth: 'optional',
  params: z.object({ project: nameInPath }),
  query: accessCheckQuery,
  response: accessCheck,
  handler: ({ principal, params, query }) => checkAccess(principal, { ...query, project: params.project }),
});
