import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { idInPath } from '#lib/schemas/joining.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { refuseAccess } from '#lib/services/access-requests.ts';

export const POST = route({
  summary: 'Refuse a request for access, which is not told to who asked (for owners of the project)',
  auth: 'required',
  params: z.object({ project: nameInPath, id: idInPath }),
  response: null,
  handler: ({ principal, params, actor }) => refuseAccess(principal, params, actor),
});
