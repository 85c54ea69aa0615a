import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { idInPath } from '#lib/schemas/tokens.ts';
import { revokeUserToken } from '#lib/services/user-tokens.ts';

export const DELETE = route({
  summary: 'Revoke an access token of a user, at once',
  auth: 'required',
  params: z.object({ name: nameInPath, id: idInPath }),
  response: null,
  handler: ({ principal, params, actor }) => revokeUserToken(principal, params, actor),
});
