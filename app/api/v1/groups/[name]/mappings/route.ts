import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { groupMappings } from '#lib/schemas/groups.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { getGroup, setGroupMappings } from '#lib/services/groups.ts';

const params = z.object({ name: nameInPath });

export const GET = route({
  summary: 'Which groups of sign-in providers a group stands for',
  auth: 'required',
  params,
  response: groupMappings,
  handler: async ({ principal, params }) => ({ items: (await getGroup(principal, params.name)).mappings }),
});

export const PUT = route({
  summary: 'Say which groups of sign-in providers a group stands for',
  auth: 'required',
  params,
  body: groupMappings,
  response: groupMappings,
  handler: ({ principal, params, body, actor }) =>
    setGroupMappings(principal, { name: params.name, items: body.items }, actor),
});
