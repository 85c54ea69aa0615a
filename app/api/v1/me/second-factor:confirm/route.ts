import { route } from '#lib/http/route.ts';
import { confirmSecondFactorInput } from '#lib/schemas/sign-in.ts';
import { confirmMySecondFactor } from '#lib/services/my-second-factor.ts';

export const POST = route({
  summary: 'Turn the second factor on, with the first code of the app; all your other sessions end',
  auth: 'user',
  body: confirmSecondFactorInput,
  response: null,
  handler: ({ principal, body, actor, sessionId }) =>
    confirmMySecondFactor(principal, body.code, { actor, sessionId }),
});
