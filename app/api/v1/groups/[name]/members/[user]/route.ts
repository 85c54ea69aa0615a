import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { addGroupMember, removeGroupMember } from '#lib/services/group-members.ts';

const params = z.object({ name: nameInPath, user: nameInPath });

export const PUT = route({
  summary: 'Put a user into a group',
  auth: 'required',
  params,
  response: null,
  handler: ({ principal, params, actor }) =>
    addGroupMember(principal, { group: params.name, username: params.user }, actor),
});

export const DELETE = route({
  summary: 'Take a user out of a group',
  auth: 'required',
  params,
  response: null,
  handler: ({ principal, params, actor }) =>
    removeGroupMember(principal, { group: params.name, username: params.user }, actor),
});
