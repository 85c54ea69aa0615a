import { route } from '#lib/http/route.ts';
import { systemRobotParams as params, robot, updateRobotInput } from '#lib/schemas/robots.ts';
import { deleteRobot, getRobot, updateRobot } from '#lib/services/robots.ts';

export const GET = route({
  summary: 'A robot of the system',
  auth: 'required',
  params,
  response: robot,
  handler: ({ principal, params }) => getRobot(principal, { project: null, ...params }),
});

export const PATCH = route({
  summary: 'Change what a robot of the system may do, its end, or whether it may sign in',
  auth: 'required',
  params,
  body: updateRobotInput,
  response: robot,
  handler: ({ principal, params, body, actor }) =>
    updateRobot(principal, { project: null, ...params }, body, actor),
});

export const DELETE = route({
  summary: 'Delete a robot of the system, with its secrets',
  auth: 'required',
  params,
  response: null,
  handler: ({ principal, params, actor }) => deleteRobot(principal, { project: null, ...params }, actor),
});
