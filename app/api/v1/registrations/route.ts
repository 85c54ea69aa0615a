import { route } from '#lib/http/route.ts';
import { newAccount, registrationInput } from '#lib/schemas/joining.ts';
import { register } from '#lib/services/register.ts';

export const POST = route({
  summary: 'Make an account for yourself, where registration is on',
  auth: 'none',
  body: registrationInput,
  response: newAccount,
  status: 201,
  handler: ({ body, actor }) => register(body, actor),
});
