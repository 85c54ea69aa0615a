import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { projectDetail } from '#lib/schemas/projects.ts';
import { quotaLimits } from '#lib/schemas/quotas.ts';
import { setQuota } from '#lib/services/set-quota.ts';

export const PUT = route({
  summary: 'Set what a project may hold: bytes, repositories, tags; null for as much as it likes',
  auth: 'required',
  params: z.object({ project: nameInPath }),
  body: quotaLimits,
  response: projectDetail,
  handler: ({ principal, params, body, actor }) => setQuota(principal, params.project, body, actor),
});
