import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { idInPath } from '#lib/schemas/joining.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { deleteProjectInvite } from '#lib/services/invites.ts';

export const DELETE = route({
  summary: 'Take an invite into a project back (for its owners)',
  auth: 'required',
  params: z.object({ project: nameInPath, id: idInPath }),
  response: null,
  handler: ({ principal, params, actor }) => deleteProjectInvite(principal, params, actor),
});
