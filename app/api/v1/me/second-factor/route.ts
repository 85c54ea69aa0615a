import { requestOrigin } from '#lib/http/origin.ts';
import { route } from '#lib/http/route.ts';
import { newSecondFactor, secondFactorState, startSecondFactorInput } from '#lib/schemas/sign-in.ts';
import { getSecondFactor, startMySecondFactor } from '#lib/services/my-second-factor.ts';

export const GET = route({
  summary: 'Whether you have a second factor',
  auth: 'user',
  response: secondFactorState,
  handler: ({ principal }) => getSecondFactor(principal),
});

export const POST = route({
  summary: 'Begin to set up a second factor: a secret for an authenticator app, and recovery codes',
  auth: 'user',
  body: startSecondFactorInput,
  response: newSecondFactor,
  handler: ({ principal, body, actor, request }) =>
    startMySecondFactor(principal, { ...body, host: new URL(requestOrigin(request.headers)).host }, actor),
});
