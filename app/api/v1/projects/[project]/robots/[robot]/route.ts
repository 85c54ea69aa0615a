import { route } from '#lib/http/route.ts';
import { projectRobotParams as params, robot, updateRobotInput } from '#lib/schemas/robots.ts';
import { deleteRobot, getRobot, updateRobot } from '#lib/services/robots.ts';

export const GET = route({
  summary: 'A robot of a project',
  auth: 'required',
  params,
  response: robot,
  handler: ({ principal, params }) => getRobot(principal, params),
});

export const PATCH = route({
  summary: 'Change what a robot of a project may do, its end, or whether it may sign in',
  auth: 'required',
  params,
  body: updateRobotInput,
  response: robot,
  handler: ({ principal, params, body, actor }) => updateRobot(principal, params, body, actor),
});

export const DELETE = route({
  summary: 'Delete a robot of a project, with its secrets',
  auth: 'required',
  params,
  response: null,
  handler: ({ principal, params, actor }) => deleteRobot(principal, params, actor),
});
