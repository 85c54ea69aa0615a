import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { apiTokenList } from '#lib/schemas/tokens.ts';
import { listUserTokens } from '#lib/services/user-tokens.ts';

export const GET = route({
  summary: 'The access tokens of a user',
  auth: 'required',
  params: z.object({ name: nameInPath }),
  response: apiTokenList,
  handler: ({ principal, params }) => listUserTokens(principal, params.name),
});
