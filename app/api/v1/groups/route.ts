import { route } from '#lib/http/route.ts';
import { createGroupInput, group, groupPage, groupsQuery } from '#lib/schemas/groups.ts';
import { createGroup, listGroups } from '#lib/services/groups.ts';

export const GET = route({
  summary: 'List all groups',
  auth: 'required',
  query: groupsQuery,
  response: groupPage,
  handler: ({ principal, query }) => listGroups(principal, query),
});

export const POST = route({
  summary: 'Make a group',
  auth: 'required',
  body: createGroupInput,
  response: group,
  status: 201,
  handler: ({ principal, body, actor }) => createGroup(principal, body, actor),
});
