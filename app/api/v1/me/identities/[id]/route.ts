import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { unlinkMyIdentity } from '#lib/services/my-identities.ts';

/** Of a column of Postgres's `integer`. */
const MAX_ID = 2 ** 31 - 1;

export const DELETE = route({
  summary: 'Unlink one of your ways to sign in; your other sessions end',
  auth: 'user',
  params: z.object({ id: z.coerce.number().int().min(1).max(MAX_ID) }),
  response: null,
  handler: ({ principal, params, actor, sessionId }) =>
    unlinkMyIdentity(principal, params.id, { actor, sessionId }),
});
