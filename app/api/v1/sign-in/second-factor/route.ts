import { requestOrigin } from '#lib/http/origin.ts';
import { route } from '#lib/http/route.ts';
import { enrolmentInput, newSecondFactor } from '#lib/schemas/sign-in.ts';
import { startEnrolment } from '#lib/services/start-enrolment.ts';

export const POST = route({
  summary: 'Begin to set up the second factor that a sign-in needs, with the challenge of the sign-in',
  auth: 'none',
  body: enrolmentInput,
  response: newSecondFactor,
  handler: ({ body, request }) =>
    startEnrolment(body.challenge, new URL(requestOrigin(request.headers)).host),
});
