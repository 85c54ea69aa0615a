import { requestOrigin } from '#lib/http/origin.ts';
import { route } from '#lib/http/route.ts';
import { inviteInput, inviteList, newInvite } from '#lib/schemas/joining.ts';
import { inviteUser, listAllInvites } from '#lib/services/invites.ts';

export const GET = route({
  summary: 'Invites: those that wait, and the latest (for administrators)',
  auth: 'required',
  response: inviteList,
  handler: ({ principal }) => listAllInvites(principal),
});

export const POST = route({
  summary: 'Invite somebody by a link that works once, into a project or none (for administrators)',
  auth: 'user',
  body: inviteInput,
  response: newInvite,
  status: 201,
  handler: ({ principal, body, actor, request }) =>
    inviteUser(principal, { ...body, origin: requestOrigin(request.headers) }, actor),
});
