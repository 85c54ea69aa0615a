import { route } from '#lib/http/route.ts';
import { createTrustInput, systemRobotParams as params, trust, trustList } from '#lib/schemas/robots.ts';
import { createTrust, listTrusts } from '#lib/services/robot-trusts.ts';

export const GET = route({
  summary: 'The issuers that a robot of the system trusts',
  auth: 'required',
  params,
  response: trustList,
  handler: ({ principal, params }) => listTrusts(principal, { project: null, ...params }),
});

export const POST = route({
  summary: 'Have a robot of the system trust an issuer, for tokens with some claims',
  auth: 'required',
  params,
  body: createTrustInput,
  response: trust,
  status: 201,
  handler: ({ principal, params, body, actor }) =>
    createTrust(principal, { project: null, ...params }, body, actor),
});
