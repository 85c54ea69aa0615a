import { route } from '#lib/http/route.ts';
import { spendResetInput } from '#lib/schemas/sign-in.ts';
import { spendPasswordReset } from '#lib/services/password-reset.ts';

export const POST = route({
  summary: 'Set a new password, with the token of a reset link',
  auth: 'none',
  body: spendResetInput,
  response: null,
  handler: ({ body, actor }) => spendPasswordReset(body, actor),
});
