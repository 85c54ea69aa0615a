import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { group, groupDetail, updateGroupInput } from '#lib/schemas/groups.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { deleteGroup, getGroup, updateGroup } from '#lib/services/groups.ts';

const params = z.object({ name: nameInPath });

export const GET = route({
  summary: 'One group, with its roles in projects and what it stands for at sign-in providers',
  auth: 'required',
  params,
  response: groupDetail,
  handler: ({ principal, params }) => getGroup(principal, params.name),
});

export const PATCH = route({
  summary: 'Describe a group',
  auth: 'required',
  params,
  body: updateGroupInput,
  response: group,
  handler: ({ principal, params, body, actor }) =>
    updateGroup(principal, { name: params.name, description: body.description }, actor),
});

export const DELETE = route({
  summary: 'Delete a group; what its members had through it ends',
  auth: 'required',
  params,
  response: null,
  handler: ({ principal, params, actor }) => deleteGroup(principal, params.name, actor),
});
