import { route } from '#lib/http/route.ts';
import { quotaLimits } from '#lib/schemas/quotas.ts';
import { getDefaultQuota, setDefaultQuota } from '#lib/services/default-quota.ts';

export const GET = route({
  summary: 'What new projects may hold',
  auth: 'required',
  response: quotaLimits,
  handler: ({ principal }) => getDefaultQuota(principal),
});

export const PUT = route({
  summary: 'Set what projects made from now on may hold',
  auth: 'required',
  body: quotaLimits,
  response: quotaLimits,
  handler: ({ principal, body, actor }) => setDefaultQuota(principal, body, actor),
});
