import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { accessRule, accessRuleInput, accessRuleList } from '#lib/schemas/access.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { createAccessRule, listAccessRules } from '#lib/services/access-rules.ts';

const params = z.object({ project: nameInPath });

export const GET = route({
  summary: 'Access rules of a project',
  auth: 'optional',
  params,
  response: accessRuleList,
  handler: ({ principal, params }) => listAccessRules(principal, params.project),
});

export const POST = route({
  summary: 'Allow or deny actions in repositories; deny wins, then allow, then the role',
  auth: 'required',
  params,
  body: accessRuleInput,
  response: accessRule,
  status: 201,
  handler: ({ principal, params, body, actor }) => createAccessRule(principal, params.project, body, actor),
});
