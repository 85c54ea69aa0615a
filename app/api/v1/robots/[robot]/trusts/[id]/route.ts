import { route } from '#lib/http/route.ts';
import { systemTrustParams } from '#lib/schemas/robots.ts';
import { deleteTrust } from '#lib/services/robot-trusts.ts';

export const DELETE = route({
  summary: 'End the trust of a robot of the system in an issuer, and all that was exchanged',
  auth: 'required',
  params: systemTrustParams,
  response: null,
  handler: ({ principal, params, actor }) => deleteTrust(principal, { project: null, ...params }, actor),
});
