import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { projectStorage } from '#lib/schemas/storage.ts';
import { getProjectStorage } from '#lib/services/get-project-storage.ts';

export const GET = route({
  summary: 'What takes space in a project, by repository and layer (its members)',
  auth: 'required',
  params: z.object({ project: nameInPath }),
  response: projectStorage,
  handler: ({ principal, params }) => getProjectStorage(principal, params.project),
});
