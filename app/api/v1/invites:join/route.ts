import { route } from '#lib/http/route.ts';
import { joined, joinInput } from '#lib/schemas/joining.ts';
import { joinByInvite } from '#lib/services/accept-invite.ts';

export const POST = route({
  summary: 'Join a project with the account you have, with the token of an invite',
  auth: 'user',
  body: joinInput,
  response: joined,
  handler: ({ principal, body, actor }) => joinByInvite(principal, body.token, actor),
});
