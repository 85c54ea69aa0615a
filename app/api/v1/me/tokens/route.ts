import { route } from '#lib/http/route.ts';
import { apiTokenList, createdToken, createTokenInput } from '#lib/schemas/tokens.ts';
import { createMyToken, listMyTokens } from '#lib/services/my-tokens.ts';

export const GET = route({
  summary: 'Your access tokens',
  auth: 'user',
  response: apiTokenList,
  handler: ({ principal }) => listMyTokens(principal),
});

export const POST = route({
  summary: 'Make an access token; its secret is told once. Not with an access token',
  auth: 'user',
  body: createTokenInput,
  response: createdToken,
  status: 201,
  handler: ({ principal, body, actor }) => createMyToken(principal, body, actor),
});
