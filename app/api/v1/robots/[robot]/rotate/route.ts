import { route } from '#lib/http/route.ts';
import { systemRobotParams, robotWithSecret, rotateRobotInput } from '#lib/schemas/robots.ts';
import { rotateRobot } from '#lib/services/rotate-robot.ts';

export const POST = route({
  summary:
    'Give a robot of the system a new secret, told once; the old ones go on for a while, or end at once',
  auth: 'required',
  params: systemRobotParams,
  body: rotateRobotInput,
  response: robotWithSecret,
  handler: ({ principal, params, body, actor }) =>
    rotateRobot(principal, { project: null, ...params }, body, actor),
});
