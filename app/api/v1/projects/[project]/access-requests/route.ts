import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { accessRequested, accessRequestInput, accessRequestList } from '#lib/schemas/joining.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { listAccessRequests, requestAccess } from '#lib/services/access-requests.ts';

const params = z.object({ project: nameInPath });

export const GET = route({
  summary: 'Who asks for access to a project (for its owners)',
  auth: 'required',
  params,
  response: accessRequestList,
  handler: ({ principal, params }) => listAccessRequests(principal, params.project),
});

export const POST = route({
  summary:
    'Ask the owners of a project for a role; the answer is the same whether there is such a project or not',
  auth: 'user',
  params,
  body: accessRequestInput,
  response: accessRequested,
  status: 202,
  handler: ({ principal, params, body, actor }) =>
    requestAccess(principal, { ...body, project: params.project }, actor),
});
