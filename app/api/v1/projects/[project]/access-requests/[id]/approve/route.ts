import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { approveAccessInput, idInPath } from '#lib/schemas/joining.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { approveAccess } from '#lib/services/access-requests.ts';

export const POST = route({
  summary: 'Give who asks the role they ask for, or another (for owners of the project)',
  auth: 'required',
  params: z.object({ project: nameInPath, id: idInPath }),
  body: approveAccessInput,
  response: null,
  handler: ({ principal, params, body, actor }) => approveAccess(principal, { ...params, ...body }, actor),
});
