import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { endMySession } from '#lib/services/my-sessions.ts';

export const DELETE = route({
  summary: 'End one of your sessions',
  auth: 'user',
  params: z.object({ id: z.uuid() }),
  response: null,
  handler: ({ principal, params, actor }) => endMySession(principal, params.id, actor),
});
