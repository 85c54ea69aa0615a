import { route } from '#lib/http/route.ts';
import { accessRule, accessRuleInput, accessRuleParams } from '#lib/schemas/access.ts';
import { deleteAccessRule, updateAccessRule } from '#lib/services/access-rules.ts';

export const PUT = route({
  summary: 'Change an access rule',
  auth: 'required',
  params: accessRuleParams,
  body: accessRuleInput,
  response: accessRule,
  handler: ({ principal, params, body, actor }) => updateAccessRule(principal, params, body, actor),
});

export const DELETE = route({
  summary: 'Delete an access rule',
  auth: 'required',
  params: accessRuleParams,
  response: null,
  handler: ({ principal, params, actor }) => deleteAccessRule(principal, params, actor),
});
