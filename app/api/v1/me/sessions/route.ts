import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { session } from '#lib/schemas/users.ts';
import { endMyOtherSessions, listMySessions } from '#lib/services/my-sessions.ts';

export const GET = route({
  summary: 'Where you are signed in',
  auth: 'user',
  response: z.object({ items: z.array(session) }),
  handler: ({ principal, sessionId }) => listMySessions(principal, sessionId),
});

export const DELETE = route({
  summary: 'End all your other sessions',
  auth: 'user',
  response: null,
  handler: ({ principal, sessionId, actor }) => endMyOtherSessions(principal, sessionId, actor),
});
