import { route } from '#lib/http/route.ts';
import { exchanged, exchangeInput } from '#lib/schemas/robots.ts';
import { exchangeToken } from '#lib/services/exchange-token.ts';

export const POST = route({
  summary: 'Exchange a token of an issuer that a robot trusts for a secret of the robot, good for 15 minutes',
  auth: 'none',
  body: exchangeInput,
  response: exchanged,
  handler: ({ body, actor }) => exchangeToken(body, actor),
});
