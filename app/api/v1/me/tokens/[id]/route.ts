import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { apiToken, idInPath, updateTokenInput } from '#lib/schemas/tokens.ts';
import { revokeMyToken, updateMyToken } from '#lib/services/my-tokens.ts';

const params = z.object({ id: idInPath });

export const PATCH = route({
  summary: 'Change the name, scopes, projects or end of an access token. Not with an access token',
  auth: 'user',
  params,
  body: updateTokenInput,
  response: apiToken,
  handler: ({ principal, params, body, actor }) => updateMyToken(principal, params.id, body, actor),
});

export const DELETE = route({
  summary: 'Revoke an access token, at once',
  auth: 'user',
  params,
  response: null,
  handler: ({ principal, params, actor }) => revokeMyToken(principal, params.id, actor),
});
