import { route } from '#lib/http/route.ts';
import { immutabilityRule, immutabilityRuleInput, immutabilityRuleParams } from '#lib/schemas/protection.ts';
import { deleteImmutabilityRule, updateImmutabilityRule } from '#lib/services/immutability-rules.ts';

export const PUT = route({
  summary: 'Change which tags a rule makes immutable',
  auth: 'required',
  params: immutabilityRuleParams,
  body: immutabilityRuleInput,
  response: immutabilityRule,
  handler: ({ principal, params, body, actor }) => updateImmutabilityRule(principal, params, body, actor),
});

export const DELETE = route({
  summary: 'Let the tags of a rule move and go again',
  auth: 'required',
  params: immutabilityRuleParams,
  response: null,
  handler: ({ principal, params, actor }) => deleteImmutabilityRule(principal, params, actor),
});
