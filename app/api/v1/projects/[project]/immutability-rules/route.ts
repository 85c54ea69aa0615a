import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { immutabilityRule, immutabilityRuleInput, immutabilityRuleList } from '#lib/schemas/protection.ts';
import { createImmutabilityRule, listImmutabilityRules } from '#lib/services/immutability-rules.ts';

const params = z.object({ project: nameInPath });

export const GET = route({
  summary: 'Which tags of a project are immutable',
  auth: 'optional',
  params,
  response: immutabilityRuleList,
  handler: ({ principal, params }) => listImmutabilityRules(principal, params.project),
});

export const POST = route({
  summary: 'Make tags of a project immutable: pushed once, they neither move nor go',
  auth: 'required',
  params,
  body: immutabilityRuleInput,
  response: immutabilityRule,
  status: 201,
  handler: ({ principal, params, body, actor }) =>
    createImmutabilityRule(principal, params.project, body, actor),
});
