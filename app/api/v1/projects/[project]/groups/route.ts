import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { memberGroups } from '#lib/schemas/projects.ts';
import { listMemberGroups } from '#lib/services/list-members.ts';

export const GET = route({
  summary: 'Groups that have a role in a project',
  auth: 'optional',
  params: z.object({ project: nameInPath }),
  response: memberGroups,
  handler: ({ principal, params }) => listMemberGroups(principal, params.project),
});
