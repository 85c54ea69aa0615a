import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { idInPath } from '#lib/schemas/joining.ts';
import { withdrawAccessRequest } from '#lib/services/access-requests.ts';

export const DELETE = route({
  summary: 'Withdraw a request for access',
  auth: 'user',
  params: z.object({ id: idInPath }),
  response: null,
  handler: ({ principal, params, actor }) => withdrawAccessRequest(principal, params.id, actor),
});
