import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { resetPasswordInput } from '#lib/schemas/users.ts';
import { setUserPassword } from '#lib/services/reset-password.ts';

export const POST = route({
  summary: "Set a user's password and end all their sessions (for administrators)",
  auth: 'required',
  params: z.object({ name: nameInPath }),
  body: resetPasswordInput,
  response: null,
  handler: ({ principal, params, body, actor }) =>
    setUserPassword(principal, params.name, body.password, actor),
});
