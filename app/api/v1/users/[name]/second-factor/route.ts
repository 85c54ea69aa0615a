import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { resetSecondFactor } from '#lib/services/reset-second-factor.ts';

export const DELETE = route({
  summary: "Take away a user's second factor (for administrators)",
  auth: 'required',
  params: z.object({ name: nameInPath }),
  response: null,
  handler: ({ principal, params, actor }) => resetSecondFactor(principal, params.name, actor),
});
