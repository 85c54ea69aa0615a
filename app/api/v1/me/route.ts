import { route } from '#lib/http/route.ts';
import { me } from '#lib/schemas/users.ts';
import { getMe } from '#lib/services/get-me.ts';

export const GET = route({
  summary: 'Who is signed in',
  auth: 'person',
  response: me,
  handler: ({ principal }) => getMe(principal),
});
