import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { idInPath } from '#lib/schemas/joining.ts';
import { deleteInvite } from '#lib/services/invites.ts';

export const DELETE = route({
  summary: 'Take an invite back (for administrators)',
  auth: 'required',
  params: z.object({ id: idInPath }),
  response: null,
  handler: ({ principal, params, actor }) => deleteInvite(principal, params.id, actor),
});
