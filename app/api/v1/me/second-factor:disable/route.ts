import { route } from '#lib/http/route.ts';
import { disableSecondFactorInput } from '#lib/schemas/sign-in.ts';
import { disableMySecondFactor } from '#lib/services/my-second-factor.ts';

export const POST = route({
  summary: 'Turn your second factor off, with your password and a code',
  auth: 'user',
  body: disableSecondFactorInput,
  response: null,
  handler: ({ principal, body, actor, sessionId }) =>
    disableMySecondFactor(principal, body, { actor, sessionId }),
});
