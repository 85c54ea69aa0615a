import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { pageQuery } from '#lib/schemas/common.ts';
import { groupMemberPage } from '#lib/schemas/groups.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { listGroupMembers } from '#lib/services/group-members.ts';

export const GET = route({
  summary: 'Who is in a group',
  auth: 'required',
  params: z.object({ name: nameInPath }),
  query: pageQuery,
  response: groupMemberPage,
  handler: ({ principal, params, query }) => listGroupMembers(principal, { ...query, group: params.name }),
});
