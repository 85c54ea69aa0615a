import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { pageQuery } from '#lib/schemas/common.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { memberPage } from '#lib/schemas/projects.ts';
import { listMembers } from '#lib/services/list-members.ts';

export const GET = route({
  summary: "A project's members",
  auth: 'optional',
  params: z.object({ project: nameInPath }),
  query: pageQuery,
  response: memberPage,
  handler: ({ principal, params, query }) => listMembers(principal, { ...query, project: params.project }),
});
