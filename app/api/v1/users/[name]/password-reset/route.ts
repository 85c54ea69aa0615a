import { z } from 'zod';
import { requestOrigin } from '#lib/http/origin.ts';
import { route } from '#lib/http/route.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { passwordResetLink } from '#lib/schemas/sign-in.ts';
import { makePasswordReset } from '#lib/services/password-reset.ts';

export const POST = route({
  summary: 'A link with which a user sets a new password, once and within a day (for administrators)',
  auth: 'required',
  params: z.object({ name: nameInPath }),
  response: passwordResetLink,
  status: 201,
  handler: ({ principal, params, actor, request }) =>
    makePasswordReset(principal, { name: params.name, origin: requestOrigin(request.headers) }, actor),
});
