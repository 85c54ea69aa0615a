import { route } from '#lib/http/route.ts';
import { checkResetInput, passwordReset } from '#lib/schemas/sign-in.ts';
import { checkPasswordReset } from '#lib/services/password-reset.ts';

export const POST = route({
  summary: 'Whose password a reset link sets',
  auth: 'none',
  body: checkResetInput,
  response: passwordReset,
  handler: ({ body }) => checkPasswordReset(body.token),
});
