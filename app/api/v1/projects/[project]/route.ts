import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { projectDetail, updateProjectInput } from '#lib/schemas/projects.ts';
import { deleteProject } from '#lib/services/delete-project.ts';
import { getProject } from '#lib/services/get-project.ts';
import { updateProject } from '#lib/services/update-project.ts';

const params = z.object({ project: nameInPath });

export const GET = route({
  summary: 'One project, and what you may do in it',
  auth: 'optional',
  params,
  response: projectDetail,
  handler: ({ principal, params }) => getProject(principal, params.project),
});

export const PATCH = route({
  summary: "Change a project's visibility, description, or how long its trash is kept",
  auth: 'required',
  params,
  body: updateProjectInput,
  response: projectDetail,
  handler: ({ principal, params, body, actor }) => updateProject(principal, params.project, body, actor),
});

export const DELETE = route({
  summary: 'Delete a project that holds no images, in the trash neither',
  auth: 'required',
  params,
  response: null,
  handler: ({ principal, params, actor }) => deleteProject(principal, params.project, actor),
});
