import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { createRobotInput, robotList, robotWithSecret } from '#lib/schemas/robots.ts';
import { createRobot, listRobots } from '#lib/services/robots.ts';

const params = z.object({ project: nameInPath });

export const GET = route({
  summary: 'The robots of a project',
  auth: 'required',
  params,
  response: robotList,
  handler: ({ principal, params }) => listRobots(principal, params.project),
});

export const POST = route({
  summary: 'Make a robot of a project; its secret is told once',
  auth: 'required',
  params,
  body: createRobotInput,
  response: robotWithSecret,
  status: 201,
  handler: ({ principal, params, body, actor }) => createRobot(principal, params.project, body, actor),
});
