import { route } from '#lib/http/route.ts';
import { projectRobotParams, robotWithSecret, rotateRobotInput } from '#lib/schemas/robots.ts';
import { rotateRobot } from '#lib/services/rotate-robot.ts';

export const POST = route({
  summary:
    'Give a robot of a project a new secret, told once; the old ones go on for a while, or end at once',
  auth: 'required',
  params: projectRobotParams,
  body: rotateRobotInput,
  response: robotWithSecret,
  handler: ({ principal, params, body, actor }) => rotateRobot(principal, params, body, actor),
});
