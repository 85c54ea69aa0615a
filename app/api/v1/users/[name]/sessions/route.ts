import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { userSession } from '#lib/schemas/sign-in.ts';
import { endSessionsOf, listSessionsOf } from '#lib/services/user-sessions.ts';

const params = z.object({ name: nameInPath });

export const GET = route({
  summary: 'Where a user is signed in (for administrators)',
  auth: 'required',
  params,
  response: z.object({ items: z.array(userSession) }),
  handler: ({ principal, params }) => listSessionsOf(principal, params.name),
});

export const DELETE = route({
  summary: 'Sign a user out everywhere (for administrators)',
  auth: 'required',
  params,
  response: null,
  handler: ({ principal, params, actor }) => endSessionsOf(principal, params.name, actor),
});
