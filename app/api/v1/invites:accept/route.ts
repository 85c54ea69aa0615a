import { route } from '#lib/http/route.ts';
import { acceptInviteInput, newAccount } from '#lib/schemas/joining.ts';
import { acceptInvite } from '#lib/services/accept-invite.ts';

export const POST = route({
  summary: 'Make an account, with the token of an invite',
  auth: 'none',
  body: acceptInviteInput,
  response: newAccount,
  status: 201,
  handler: ({ body, actor }) => acceptInvite(body, actor),
});
