import { route } from '#lib/http/route.ts';
import { changePasswordInput } from '#lib/schemas/users.ts';
import { changePassword } from '#lib/services/change-password.ts';

export const POST = route({
  summary: 'Change your password; all your other sessions end',
  auth: 'user',
  body: changePasswordInput,
  response: null,
  handler: ({ principal, body, actor, sessionId }) => changePassword(principal, body, { actor, sessionId }),
});
