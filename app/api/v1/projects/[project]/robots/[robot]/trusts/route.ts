import { route } from '#lib/http/route.ts';
import { createTrustInput, projectRobotParams as params, trust, trustList } from '#lib/schemas/robots.ts';
import { createTrust, listTrusts } from '#lib/services/robot-trusts.ts';

export const GET = route({
  summary: 'The issuers that a robot of a project trusts',
  auth: 'required',
  params,
  response: trustList,
  handler: ({ principal, params }) => listTrusts(principal, params),
});

export const POST = route({
  summary: 'Have a robot of a project trust an issuer, for tokens with some claims',
  auth: 'required',
  params,
  body: createTrustInput,
  response: trust,
  status: 201,
  handler: ({ principal, params, body, actor }) => createTrust(principal, params, body, actor),
});
