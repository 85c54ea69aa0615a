import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { restoreResult } from '#lib/schemas/repositories.ts';
import { requestRestore } from '#lib/services/request-restore.ts';

export const POST = route({
  summary: 'Bring back a deleted tag or manifest',
  auth: 'required',
  params: z.object({ id: z.string().max(20) }),
  response: restoreResult,
  handler: ({ params, ...asker }) => requestRestore(asker, params),
});
