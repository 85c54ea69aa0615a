import { route } from '#lib/http/route.ts';
import { me, setupInput } from '#lib/schemas/users.ts';
import { completeSetup } from '#lib/services/complete-setup.ts';

export const POST = route({
  summary: 'Make the first administrator, with the token of the one-time set-up link',
  auth: 'none',
  body: setupInput,
  response: me,
  status: 201,
  handler: ({ body, actor }) => completeSetup(body, actor),
});
