import { z } from 'zod';
import { requestOrigin } from '#lib/http/origin.ts';
import { route } from '#lib/http/route.ts';
import { inviteList, newInvite, projectInviteInput } from '#lib/schemas/joining.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { inviteToProject, listProjectInvites } from '#lib/services/invites.ts';

const params = z.object({ project: nameInPath });

export const GET = route({
  summary: 'Invites into a project: those that wait, and the latest (for its owners)',
  auth: 'required',
  params,
  response: inviteList,
  handler: ({ principal, params }) => listProjectInvites(principal, params.project),
});

export const POST = route({
  summary: 'Invite somebody into a project by a link that works once (for its owners)',
  auth: 'user',
  params,
  body: projectInviteInput,
  response: newInvite,
  status: 201,
  handler: ({ principal, params, body, actor, request }) =>
    inviteToProject(
      principal,
      { ...body, project: params.project, origin: requestOrigin(request.headers) },
      actor,
    ),
});
