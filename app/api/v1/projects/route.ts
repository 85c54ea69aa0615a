import { route } from '#lib/http/route.ts';
import { createProjectInput, projectDetail, projectPage, projectsQuery } from '#lib/schemas/projects.ts';
import { createProject } from '#lib/services/create-project.ts';
import { listProjects } from '#lib/services/list-projects.ts';

export const GET = route({
  summary: 'The projects that you may see',
  auth: 'optional',
  query: projectsQuery,
  response: projectPage,
  handler: ({ principal, query }) => listProjects(principal, query),
});

export const POST = route({
  summary: 'Create a project, owned by you',
  auth: 'user',
  body: createProjectInput,
  response: projectDetail,
  status: 201,
  handler: ({ principal, body, actor }) => createProject(principal, body, actor),
});
