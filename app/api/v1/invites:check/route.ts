import { route } from '#lib/http/route.ts';
import { checkInviteInput, inviteShown } from '#lib/schemas/joining.ts';
import { checkInvite } from '#lib/services/accept-invite.ts';

export const POST = route({
  summary: 'What an invite is for',
  auth: 'none',
  body: checkInviteInput,
  response: inviteShown,
  handler: ({ body }) => checkInvite(body.token),
});
