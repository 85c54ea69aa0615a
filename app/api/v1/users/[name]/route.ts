import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { updateUserInput, user } from '#lib/schemas/users.ts';
import { deleteUser } from '#lib/services/delete-user.ts';
import { getUser } from '#lib/services/get-user.ts';
import { updateUser } from '#lib/services/update-user.ts';

const params = z.object({ name: nameInPath });

export const GET = route({
  summary: 'One user (for administrators)',
  auth: 'required',
  params,
  response: user,
  handler: ({ principal, params }) => getUser(principal, params.name),
});

export const PATCH = route({
  summary:
    'Disable or enable a user, make an administrator of them, change their address (for administrators)',
  auth: 'required',
  params,
  body: updateUserInput,
  response: user,
  handler: ({ principal, params, body, actor }) => updateUser(principal, params.name, body, actor),
});

export const DELETE = route({
  summary: 'Delete a user, whose name stays taken (for administrators)',
  auth: 'required',
  params,
  response: null,
  handler: ({ principal, params, actor }) => deleteUser(principal, params.name, actor),
});
