import { route } from '#lib/http/route.ts';
import { projectTrustParams } from '#lib/schemas/robots.ts';
import { deleteTrust } from '#lib/services/robot-trusts.ts';

export const DELETE = route({
  summary: 'End the trust of a robot of a project in an issuer, and all that was exchanged',
  auth: 'required',
  params: projectTrustParams,
  response: null,
  handler: ({ principal, params, actor }) => deleteTrust(principal, params, actor),
});
