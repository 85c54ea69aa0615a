import { route } from '#lib/http/route.ts';
import { createRobotInput, robotList, robotWithSecret } from '#lib/schemas/robots.ts';
import { createRobot, listRobots } from '#lib/services/robots.ts';

export const GET = route({
  summary: 'The robots of the system',
  auth: 'required',
  response: robotList,
  handler: ({ principal }) => listRobots(principal, null),
});

export const POST = route({
  summary: 'Make a robot of the system; its secret is told once',
  auth: 'required',
  body: createRobotInput,
  response: robotWithSecret,
  status: 201,
  handler: ({ principal, body, actor }) => createRobot(principal, null, body, actor),
});
