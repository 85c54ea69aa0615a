import { route } from '#lib/http/route.ts';
import { createUserInput, user, userPage, usersQuery } from '#lib/schemas/users.ts';
import { createUser } from '#lib/services/create-user.ts';
import { listUsers } from '#lib/services/list-users.ts';

export const GET = route({
  summary: 'All users (for administrators)',
  auth: 'required',
  query: usersQuery,
  response: userPage,
  handler: ({ principal, query }) => listUsers(principal, query),
});

export const POST = route({
  summary: 'Create a user (for administrators)',
  auth: 'required',
  body: createUserInput,
  response: user,
  status: 201,
  handler: ({ principal, body, actor }) => createUser(principal, body, actor),
});
